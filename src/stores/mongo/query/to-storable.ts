import { BSONRegExp } from 'bson'
import { isUnicodeText } from '../../../core/is-unicode-text.js'
import { parseJson } from '../../../core/json.js'
import { readExtendedType } from '../extended-json/read-extended-type.js'

/**
 * Converts what BSON would store as another value: regular expressions of JavaScript, and types in the notation of Extended JSON,
 * which our output has. Throws `RangeError` for what it cannot store.
 */
export function toStorable(value: unknown): unknown {
  if (value === undefined) throw new RangeError('BSON has no undefined; use null')
  if (typeof value === 'string' && !isUnicodeText(value))
    throw new RangeError('A string contains half of a surrogate pair, which is not a character')
  if (value instanceof Date && Number.isNaN(value.getTime()))
    throw new RangeError('A date does not exist. Use ISODate("2024-10-01T12:00:00Z")')
  if (value instanceof RegExp) return toBsonRegExp(value)
  if (Array.isArray(value)) return value.map(toStorable)
  if (typeof value !== 'object' || value === null || '_bsontype' in value || value instanceof Date)
    return value
  if (ArrayBuffer.isView(value)) return value
  const [first = ''] = Object.keys(value)
  const typed = first.startsWith('$') ? readType(value) : undefined
  return (
    typed ??
    Object.fromEntries(Object.entries(value).map(([name, each]) => [toStorable(name), toStorable(each)]))
  )
}

function readType(object: object): object | undefined {
  const json = parseJson(JSON.stringify(object))
  return readExtendedType(json as Parameters<typeof readExtendedType>[0])
}

/** The flags of JavaScript that are options of MongoDB. BSON would store `g` as `s`, and drop `s`. */
function toBsonRegExp({ source, flags }: RegExp): BSONRegExp {
  const unknown = /[^ims]/.exec(flags)?.[0]
  if (unknown !== undefined)
    throw new RangeError(`/${source}/${flags} has the flag ${unknown}, which MongoDB does not have`)
  return new BSONRegExp(source, flags)
}
