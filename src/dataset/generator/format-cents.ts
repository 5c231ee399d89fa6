import { Decimal128 } from 'bson'

/** Formats cents as a decimal string: `15678` becomes `156.78`. */
export function formatCents(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}

export function toDecimal128(text: string): Decimal128 {
  return Decimal128.fromString(text)
}
