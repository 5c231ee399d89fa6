/** What the embedded MongoDB engine was linked against. */
export const MIN_GLIBC_VERSION = '2.38'

/** The version of the GNU C library that runs this process; `undefined` with another one, or on another system. */
export function getGlibcVersion(): string | undefined {
  // Without this the report looks up the name of every open connection.
  Object.assign(process.report, { excludeNetwork: true })
  const report: unknown = process.report.getReport()
  const header =
    report !== null && typeof report === 'object' && 'header' in report ? report.header : undefined
  if (header === null || typeof header !== 'object' || !('glibcVersionRuntime' in header)) return undefined
  return String(header.glibcVersionRuntime)
}

export function isVersionAtLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}
