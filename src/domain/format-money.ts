const DIGITS = new Map<string, number>()
const DEFAULT_DIGITS = 2

/** An amount with as many decimals as its currency has, or more if it has more: `20.1` is `20.10 USD`. */
export function formatMoney(amount: unknown, currency: string): string {
  return `${padDecimals(String(amount), getDigits(currency))} ${currency}`
}

/** A decimal number with at least as many decimals; any other text as it is. */
export function padDecimals(text: string, digits: number): string {
  const [, whole, decimals = ''] = /^(-?\d+)(?:\.(\d+))?$/.exec(text) ?? []
  return whole === undefined || decimals.length >= digits ? text : `${whole}.${decimals.padEnd(digits, '0')}`
}

/** Anyone can write to a store: the code of a currency may be any text. */
function getDigits(currency: string): number {
  const known = DIGITS.get(currency)
  if (known !== undefined) return known
  let digits = DEFAULT_DIGITS
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    digits = format.resolvedOptions().minimumFractionDigits ?? DEFAULT_DIGITS
  } catch {
    // No code of a currency.
  }
  DIGITS.set(currency, digits)
  return digits
}
