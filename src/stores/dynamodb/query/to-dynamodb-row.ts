import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { toJsonNumber } from '../../../core/json.js'
import type { ResultRow } from '../../contracts/query.js'

/**
 * Converts an item to a row. Numbers keep all digits; in JSON, those that parsers would round are strings. The attributes are in
 * the order in which the statement selects them, if it names them.
 */
export function toDynamodbRow(
  item: Readonly<Record<string, AttributeValue>>,
  selected: readonly string[] = [],
): ResultRow {
  const getPlace = (name: string): number => (selected.includes(name) ? selected.indexOf(name) : Infinity)
  const names = Object.keys(item).sort((a, b) =>
    getPlace(a) === getPlace(b) ? compareByKeyThenName(a, b) : getPlace(a) - getPlace(b),
  )
  return {
    names,
    text: (index) => formatAttribute(item[names[index] ?? '']),
    json: () =>
      `{${names.map((name) => `${JSON.stringify(name)}:${toAttributeJson(item[name], toJsonNumber)}`).join(',')}}`,
  }
}

/** DynamoDB does not order attributes. Keys come first, then the others by name. */
function compareByKeyThenName(a: string, b: string): number {
  return getKeyRank(a) - getKeyRank(b) || (a < b ? -1 : 1)
}

function getKeyRank(name: string): number {
  const rank = ['PK', 'SK'].indexOf(name)
  return rank === -1 ? 2 : rank
}

function formatAttribute(value: AttributeValue | undefined): string | null {
  if (value === undefined || value.NULL !== undefined) return null
  if (value.B !== undefined) return toBase64(value.B)
  return value.S ?? value.N ?? toAttributeJson(value, String)
}

/** `formatNumber` gets the digits of a number. */
function toAttributeJson(
  value: AttributeValue | undefined,
  formatNumber: (digits: string) => string,
): string {
  const toJson = (each: AttributeValue | undefined): string => toAttributeJson(each, formatNumber)
  if (value === undefined || value.NULL !== undefined) return 'null'
  if (value.S !== undefined) return JSON.stringify(value.S)
  if (value.N !== undefined) return formatNumber(value.N)
  if (value.BOOL !== undefined) return String(value.BOOL)
  if (value.B !== undefined) return JSON.stringify(toBase64(value.B))
  if (value.L !== undefined) return `[${value.L.map(toJson).join(',')}]`
  if (value.SS !== undefined) return JSON.stringify(value.SS)
  if (value.NS !== undefined) return `[${value.NS.map(formatNumber).join(',')}]`
  if (value.BS !== undefined) return JSON.stringify(value.BS.map(toBase64))
  const map = value.M ?? {}
  const names = Object.keys(map).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${toJson(map[name])}`).join(',')}}`
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
