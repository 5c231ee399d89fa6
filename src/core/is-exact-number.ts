/** Whether a number literal of JavaScript is a double with exactly these digits. `Number` would round any other. */
export function isExactNumber(literal: string): boolean {
  // A leading zero would make it an octal number.
  if (/^0\d/.test(literal)) return false
  const value = Number(literal)
  if (!Number.isFinite(value)) return false
  if (/^(?:0x[\da-f]+|\d+)$/i.test(literal) && BigInt(literal) === BigInt(value)) return true
  return normalizeDigits(literal) === normalizeDigits(String(value))
}

/** The significant digits and the position of the decimal point: `1.50e3` and `1500` are equal. */
function normalizeDigits(decimal: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = /^(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(decimal) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return '0'
  const significant = digits.replace(/0+$/, '')
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}
