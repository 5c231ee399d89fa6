import { Decimal128 } from 'bson'
import {
  areDecimalsEqual,
  type ExactDecimal,
  addDecimals,
  parseDecimal,
  multiplyDecimals,
} from '../exact-decimal.js'
import { roundReceiptLine } from '../../domain/receipt-rule.js'
import { isRecord } from '../../core/is-record.js'
import { defineInvariant } from './invariant.js'

export const receiptSum = defineInvariant({
  number: 6,
  name: 'receipt-sum',
  statement: "the items of a receipt add up to the expense's amount, in one currency",
  records: {
    expenses({ id, fields }, _, report) {
      // Deleted, but stored until its last event is in the event log.
      if (fields['deleted_at'] !== undefined) return
      const problem = findReceiptProblem(fields)
      if (problem !== undefined) report({ store: 'mongo', id, message: `Expense ${id}: ${problem}.` })
    },
  },
})

/** Describes why a receipt does not add up to the amount of its expense; undefined if it does. */
export function findReceiptProblem(fields: Readonly<Record<string, unknown>>): string | undefined {
  const amount = parseDecimalField(fields['amount'])
  if (amount === undefined) return `its amount ${describeFieldValue(fields['amount'])} is not a Decimal128`
  const receipt = fields['receipt']
  if (receipt === undefined || receipt === null) return undefined
  if (!isRecord(receipt)) return 'its receipt is not a document'
  const items = receipt['items']
  if (items === undefined) return undefined
  if (!Array.isArray(items)) return 'its receipt items are not an array'
  const currencyOfExpense = String(fields['currency'])
  let sum: ExactDecimal = { units: 0n, scale: 0 }
  let exactSum: ExactDecimal = sum
  for (const item of items as readonly unknown[]) {
    if (!isRecord(item)) return 'a receipt item is not a document'
    const price = parseDecimalField(item['price'])
    const quantity = typeof item['quantity'] === 'number' ? parseDecimal(String(item['quantity'])) : undefined
    const name = describeFieldValue(item['name'])
    if (price === undefined)
      return `the price ${describeFieldValue(item['price'])} of ${name} is not a Decimal128`
    if (quantity === undefined)
      return `the quantity ${describeFieldValue(item['quantity'])} of ${name} is not a number`
    const currency = item['currency']
    if (currency !== undefined && currency !== fields['currency']) {
      return `the currency of ${name} is ${describeFieldValue(currency)}, but that of the expense is ${describeFieldValue(fields['currency'])}`
    }
    const line = multiplyDecimals(price, quantity)
    sum = addDecimals(sum, roundReceiptLine(line, currencyOfExpense))
    exactSum = addDecimals(exactSum, line)
  }
  if (areDecimalsEqual(sum, amount) || areDecimalsEqual(exactSum, amount)) return undefined
  return `its receipt items add up to ${formatExactDecimal(sum)}, but its amount is ${formatExactDecimal(amount)}`
}

/** Amounts must be Decimal128. A double or a string with the same value is not accepted. */
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
