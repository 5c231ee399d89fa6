import { isUuid } from '../../core/is-uuid.js'
import type { ViewColumn } from '../../stores/contracts/view-reader.js'

/** The text from which SQL reads a value; undefined if the value is not of the column's type, null if there is none. */
export function toSqlText(column: ViewColumn, value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null
  switch (column.type) {
    case 'UUID': {
      const id = typeof value === 'string' ? withoutPrefix(column, value) : ''
      return isUuid(id) ? id : undefined
    }
    case 'VARCHAR':
      return typeof value === 'string' ? withoutPrefix(column, value) : undefined
    case 'TIMESTAMP':
      return toTimestamp(value)
    case 'JSON':
      return typeof value === 'string' && isJson(value) ? value : JSON.stringify(value, toJsonValue)
    case 'BOOLEAN':
      return typeof value === 'boolean' || value === 'true' || value === 'false' ? String(value) : undefined
    default:
      return toNumber(column, value)
  }
}

function withoutPrefix({ prefixes }: ViewColumn, text: string): string {
  const prefix = prefixes.find((each) => each !== '' && text.startsWith(each))
  if (prefix !== undefined) return text.slice(prefix.length)
  return text
}

function toNumber({ type }: ViewColumn, value: unknown): string | undefined {
  const text = toText(value)
  if (text === undefined) return undefined
  if (type === 'BIGINT') return /^-?\d{1,19}$/.test(text) ? text : undefined
  if (type === 'DOUBLE') return text !== '' && !Number.isNaN(Number(text)) ? text : undefined
  return /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i.test(text) ? text : undefined
}

/** Numbers of MongoDB that JavaScript does not have are objects. */
function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString()
  if (typeof value === 'string') return value
  const isBson = typeof value === 'object' && value !== null && '_bsontype' in value
  // oxlint-disable-next-line typescript/no-base-to-string -- these types print their number
  return isBson ? value.toString() : undefined
}

/** Times are in UTC, without a zone. */
function toTimestamp(value: unknown): string | undefined {
  const text = value instanceof Date ? (Number.isNaN(value.getTime()) ? '' : value.toISOString()) : value
  if (typeof text !== 'string') return undefined
  // PostgreSQL's own text has microseconds, which a Date has not.
  if (/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00)?$/.test(text))
    return text.slice(0, 26).replace(/(?:Z|\+00)$/, '')
  if (!/^\d{4}-\d\d-\d\d(?:T.*)?$/.test(text)) return undefined
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, -1)
}

/** A column of PostgreSQL is JSON text already. */
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text)
}

function toJsonValue(_: string, value: unknown): unknown {
  const isDecimal =
    typeof value === 'object' &&
    value !== null &&
    '$numberDecimal' in value &&
    Object.keys(value).length === 1
  return isDecimal ? value.$numberDecimal : value instanceof Set ? [...value] : value
}

/** Digits after the decimal point. */
export function getScale(text: string): number {
  const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text) ?? []
  return Math.max(0, fraction.length - Number(exponent))
}
