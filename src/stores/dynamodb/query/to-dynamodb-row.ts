import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ResultRow } from '../../contracts/query.js'

/** Converts an item to a row. Numbers keep all digits, because they are not converted to JavaScript numbers. */
export function toDynamodbRow(item: Readonly<Record<string, AttributeValue>>): ResultRow {
  const names = Object.keys(item).sort(compareByKeyThenName)
  return {
    names,
    text: (index) => formatAttribute(item[names[index] ?? '']),
    json: () =>
      `{${names.map((name) => `${JSON.stringify(name)}:${toAttributeJson(item[name])}`).join(',')}}`,
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
  return value.S ?? value.N ?? toAttributeJson(value)
}

function toAttributeJson(value: AttributeValue | undefined): string {
  if (value === undefined || value.NULL !== undefined) return 'null'
  if (value.S !== undefined) return JSON.stringify(value.S)
  if (value.N !== undefined) return value.N
  if (value.BOOL !== undefined) return String(value.BOOL)
  if (value.B !== undefined) return JSON.stringify(toBase64(value.B))
  if (value.L !== undefined) return `[${value.L.map(toAttributeJson).join(',')}]`
  if (value.SS !== undefined) return JSON.stringify(value.SS)
  if (value.NS !== undefined) return `[${value.NS.join(',')}]`
  if (value.BS !== undefined) return JSON.stringify(value.BS.map(toBase64))
  const map = value.M ?? {}
  const names = Object.keys(map).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${toAttributeJson(map[name])}`).join(',')}}`
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
