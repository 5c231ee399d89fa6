/** An exact decimal number: `units` × 10^-`scale`. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

const MINOR_DIGITS = new Map<string, number>()

/**
 * A line of a receipt, price times quantity, as shops print it: rounded half up to the smallest unit of the currency. Sums of
 * receipts are sums of rounded lines.
 */
export function roundReceiptLine({ units, scale }: Decimal, currency: string): Decimal {
  const digits = getMinorDigits(currency)
  if (scale <= digits) return { units, scale }
  const divisor = 10n ** BigInt(scale - digits)
  return { units: (units * 2n + divisor) / (divisor * 2n), scale: digits }
}

/** The decimals of a currency: 2 for USD, 0 for JPY. */
function getMinorDigits(currency: string): number {
  const known = MINOR_DIGITS.get(currency)
  if (known !== undefined) return known
  let digits = 2
  try {
    digits =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
  } catch {
    // Not a currency code.
  }
  MINOR_DIGITS.set(currency, digits)
  return digits
}
