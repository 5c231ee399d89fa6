import { Decimal128 } from 'bson'
import { equal, type ExactDecimal, plus, readDecimal, times } from './exact-decimal.js'
import { isRecord } from './read-field.js'

/** What is wrong with the money of an expense; nothing if it adds up (invariant 6). */
export function receiptFault(fields: Readonly<Record<string, unknown>>): string | undefined {
  const amount = decimalField(fields['amount'])
  if (amount === undefined) return `its amount is ${described(fields['amount'])} and no decimal`
  const receipt = fields['receipt']
  if (receipt === undefined || receipt === null) return undefined
  if (!isRecord(receipt)) return 'its receipt is not a document'
  const items = receipt['items']
  if (items === undefined) return undefined
  if (!Array.isArray(items)) return 'the items of its receipt are not a list'
  let sum: ExactDecimal = { units: 0n, scale: 0 }
  for (const item of items as readonly unknown[]) {
    if (!isRecord(item)) return 'an item of its receipt is not a document'
    const price = decimalField(item['price'])
    const quantity = typeof item['quantity'] === 'number' ? readDecimal(String(item['quantity'])) : undefined
    const name = described(item['name'])
    if (price === undefined) return `the price of ${name} is ${described(item['price'])} and no decimal`
    if (quantity === undefined)
      return `the quantity of ${name} is ${described(item['quantity'])} and no number`
    const currency = item['currency']
    if (currency !== undefined && currency !== fields['currency']) {
      return `${name} is in ${described(currency)}, the expense in ${described(fields['currency'])}`
    }
    sum = plus(sum, times(price, quantity))
  }
  if (equal(sum, amount)) return undefined
  return `its receipt adds up to ${textOf(sum)}, its amount is ${textOf(amount)}`
}

/** Money is Decimal128; a double or a text that looks the same is not. */
function decimalField(value: unknown): ExactDecimal | undefined {
  return value instanceof Decimal128 ? readDecimal(value.toString()) : undefined
}

function described(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'missing')
}

function textOf({ units, scale }: ExactDecimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
