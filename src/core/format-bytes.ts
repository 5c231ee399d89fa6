const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']

/** A size for people: `310 bytes`, `4.2 MB`, in powers of 1,000. */
export function formatBytes(value: number): string {
  const exponent = value < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3))
  return `${(value / 1000 ** exponent).toFixed(exponent === 0 ? 0 : 1)} ${UNITS[exponent]}`
}
