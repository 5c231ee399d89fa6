import { Decimal128 } from 'bson'

/** Exact decimal arithmetic on text: `digits` times ten to the minus `scale`. */
interface Exact {
  readonly digits: bigint
  readonly scale: number
}

export function decimal(text: string): Decimal128 {
  return Decimal128.fromString(text)
}

/** A stored amount as a plain decimal string, never with an exponent. */
export function plain(value: Decimal128): string {
  return show(exact(value.toString()))
}

export function total(amounts: readonly string[]): string {
  return show(amounts.map(exact).reduce(plus, { digits: 0n, scale: 0 }))
}

export function difference(left: string, right: string): string {
  const [a, b, scale] = aligned(exact(left), exact(right))
  return show({ digits: a - b, scale })
}

/** `total / count`, rounded half up to two decimals. */
export function average(total: string, count: number): string {
  const { digits, scale } = exact(total)
  const divisor = BigInt(count) * 10n ** BigInt(scale)
  const cents = (digits * 200n + divisor) / (divisor * 2n)
  return show({ digits: cents, scale: 2 })
}

/** Whether price times quantity over all items is exactly the amount. */
export function addsUp(
  items: readonly { readonly price: string; readonly quantity: number }[],
  amount: string,
): boolean {
  const sum = items.map(lineTotal).reduce(plus, { digits: 0n, scale: 0 })
  const [a, b] = aligned(sum, exact(amount))
  return a === b
}

function lineTotal(item: { readonly price: string; readonly quantity: number }): Exact {
  const price = exact(item.price)
  const quantity = exact(String(item.quantity))
  return { digits: price.digits * quantity.digits, scale: price.scale + quantity.scale }
}

function plus(left: Exact, right: Exact): Exact {
  const [a, b, scale] = aligned(left, right)
  return { digits: a + b, scale }
}

function aligned(left: Exact, right: Exact): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale)
  const at = (value: Exact): bigint => value.digits * 10n ** BigInt(scale - value.scale)
  return [at(left), at(right), scale]
}

/** Reads what Decimal128 and JavaScript print: `156.78`, `1.2E+3`, `5e-7`. */
function exact(text: string): Exact {
  const match = /^(-?\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text)
  if (match?.[1] === undefined) throw new TypeError(`Not a decimal number: ${text}`)
  const fraction = match[2] ?? ''
  const scale = fraction.length - Number(match[3] ?? 0)
  const digits = BigInt(match[1] + fraction)
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

function show({ digits, scale }: Exact): string {
  if (scale === 0) return String(digits)
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}
