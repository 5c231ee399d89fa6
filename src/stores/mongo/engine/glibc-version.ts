/** The version that the embedded MongoDB engine is linked against. */
export const MIN_GLIBC_VERSION = '2.38'

/** The version of the GNU C library of this process; `undefined` with a different C library or operating system. */
export function getGlibcVersion(): string | undefined {
  // Without this, the report performs a reverse DNS lookup for every open connection.
  Object.assign(process.report, { excludeNetwork: true })
  const report: unknown = process.report.getReport()
  const header =
    report !== null && typeof report === 'object' && 'header' in report ? report.header : undefined
  if (header === null || typeof header !== 'object' || !('glibcVersionRuntime' in header)) return undefined
  return String(header.glibcVersionRuntime)
}
