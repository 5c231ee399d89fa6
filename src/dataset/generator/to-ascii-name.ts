/** The name reduced to lower-case ASCII letters, for email addresses. */
export function toAsciiName(name: string): string {
  const lower = name.toLowerCase()
  // Fast path: most names are ASCII, and the conversion takes a tenth of the time that generating a user takes.
  if (/^[a-z]+$/.test(lower)) return lower
  const ascii = lower
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '')
  return ascii === '' ? 'x' : ascii
}
