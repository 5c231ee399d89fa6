import { Decimal128 } from 'bson'
import {
  areDecimalsEqual,
  type ExactDecimal,
  addDecimals,
  parseDecimal,
  multiplyDecimals,
} from './exact-decimal.js'
import { isRecord } from './field-access.js'

/** What is wrong with the money of an expense; nothing if it adds up (invariant 6). */
export function findReceiptProblem(fields: Readonly<Record<string, unknown>>): string | undefined {
  const amount = parseDecimalField(fields['amount'])
  if (amount === undefined) return `its amount is ${describeFieldValue(fields['amount'])} and no decimal`
  const receipt = fields['receipt']
  if (receipt === undefined || receipt === null) return undefined
  if (!isRecord(receipt)) return 'its receipt is not a document'
  const items = receipt['items']
  if (items === undefined) return undefined
  if (!Array.isArray(items)) return 'the items of its receipt are not a list'
  let sum: ExactDecimal = { units: 0n, scale: 0 }
  for (const item of items as readonly unknown[]) {
    if (!isRecord(item)) return 'an item of its receipt is not a document'
    const price = parseDecimalField(item['price'])
    const quantity = typeof item['quantity'] === 'number' ? parseDecimal(String(item['quantity'])) : undefined
    const name = describeFieldValue(item['name'])
    if (price === undefined)
      return `the price of ${name} is ${describeFieldValue(item['price'])} and no decimal`
    if (quantity === undefined)
      return `the quantity of ${name} is ${describeFieldValue(item['quantity'])} and no number`
    const currency = item['currency']
    if (currency !== undefined && currency !== fields['currency']) {
      return `${name} is in ${describeFieldValue(currency)}, the expense in ${describeFieldValue(fields['currency'])}`
    }
    sum = addDecimals(sum, multiplyDecimals(price, quantity))
  }
  if (areDecimalsEqual(sum, amount)) return undefined
  return `its receipt adds up to ${formatExactDecimal(sum)}, its amount is ${formatExactDecimal(amount)}`
}

/** Money is Decimal128; a double or a text that looks the same is not. */
function parseDecimalField(value: unknown): ExactDecimal | undefined {
  return value instanceof Decimal128 ? parseDecimal(value.toString()) : undefined
}

function describeFieldValue(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'missing')
}

function formatExactDecimal({ units, scale }: ExactDecimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
