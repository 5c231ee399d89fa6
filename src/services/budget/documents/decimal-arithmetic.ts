import { Decimal128 } from 'bson'
import { roundReceiptLine } from '../../../domain/receipt-rule.js'

/** An exact decimal number: `digits` × 10^-`scale`. */
interface ScaledInteger {
  readonly digits: bigint
  readonly scale: number
}

const PLAIN_DECIMAL = /^(?:0|[1-9]\d*)(?:\.\d+)?$/

export function parseDecimal128(text: string): Decimal128 {
  return Decimal128.fromString(text)
}

/** A stored amount as a plain decimal string, never with an exponent. */
export function toDecimalString(value: Decimal128): string {
  const text = value.toString()
  // Most amounts are such strings already.
  return PLAIN_DECIMAL.test(text) ? text : formatScaled(parseScaled(text))
}

export function sumAmounts(amounts: readonly string[]): string {
  return formatScaled(amounts.map(parseScaled).reduce(addScaled, { digits: 0n, scale: 0 }))
}

export function subtractAmounts(left: string, right: string): string {
  const [a, b, scale] = alignScales(parseScaled(left), parseScaled(right))
  return formatScaled({ digits: a - b, scale })
}

/** `total / count`, rounded half up to two decimals. */
export function averageAmount(total: string, count: number): string {
  const { digits, scale } = parseScaled(total)
  const divisor = BigInt(count) * 10n ** BigInt(scale)
  const cents = (digits * 200n + divisor) / (divisor * 2n)
  return formatScaled({ digits: cents, scale: 2 })
}

/** Whether price times quantity of all items, each rounded as on a receipt or all of them exactly, is the amount. */
export function addsUp(
  items: readonly { readonly price: string; readonly quantity: number }[],
  amount: string,
  currency: string,
): boolean {
  const lines = items.map(multiplyLine)
  const rounded = lines.map(({ digits, scale }) => {
    const line = roundReceiptLine({ units: digits, scale }, currency)
    return { digits: line.units, scale: line.scale }
  })
  return [rounded, lines].some((each) => {
    const [a, b] = alignScales(each.reduce(addScaled, { digits: 0n, scale: 0 }), parseScaled(amount))
    return a === b
  })
}

function multiplyLine(item: { readonly price: string; readonly quantity: number }): ScaledInteger {
  const price = parseScaled(item.price)
  const quantity = parseScaled(String(item.quantity))
  return { digits: price.digits * quantity.digits, scale: price.scale + quantity.scale }
}

function addScaled(left: ScaledInteger, right: ScaledInteger): ScaledInteger {
  const [a, b, scale] = alignScales(left, right)
  return { digits: a + b, scale }
}

function alignScales(left: ScaledInteger, right: ScaledInteger): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale)
  const rescale = (value: ScaledInteger): bigint => value.digits * 10n ** BigInt(scale - value.scale)
  return [rescale(left), rescale(right), scale]
}

/** Parses the output of Decimal128 and of JavaScript numbers: `156.78`, `1.2E+3`, `5e-7`. */
function parseScaled(text: string): ScaledInteger {
  const match = /^(-?\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text)
  if (match?.[1] === undefined) throw new TypeError(`${text} is not a decimal number.`)
  const fraction = match[2] ?? ''
  const scale = fraction.length - Number(match[3] ?? 0)
  const digits = BigInt(match[1] + fraction)
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

function formatScaled({ digits, scale }: ScaledInteger): string {
  if (scale === 0) return String(digits)
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}
