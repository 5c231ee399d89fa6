import { Double, Long } from 'bson'
import { isExactNumber } from '../../../core/is-exact-number.js'
import { isJsonList, JsonNumber, type JsonValue, parseJson } from '../../../core/json.js'
import { findIntegerProblem } from './literal-problems.js'
import { readExtendedType } from './read-extended-type.js'

/**
 * Parses Extended JSON v2, relaxed or canonical, to BSON values without loss, as mongoimport does: `1` is a 32-bit integer, a longer
 * one has 64 bits, `1.0` is a double. Throws an error that says what cannot be represented.
 */
export function parseExtendedJson(text: string): unknown {
  return toBson(parseJson(text))
}

function toBson(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return toBsonNumber(value.text)
  if (isJsonList(value)) return value.map(toBson)
  if (value === null || typeof value !== 'object') return value
  return (
    readExtendedType(value) ??
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toBson(each)]))
  )
}

/** Numbers that BSON stores in the same way as JavaScript's remain such. */
function toBsonNumber(text: string): number | Long | Double {
  if (findIntegerProblem(text, 64) === undefined && text !== '-0')
    return findIntegerProblem(text, 32) === undefined ? Number(text) : Long.fromString(text)
  if (!isExactNumber(text.replace(/^-/, '')))
    throw new RangeError(
      `${text} cannot be represented as a number of 64 bits; use {"$numberDecimal": "${text}"}`,
    )
  return Number.isInteger(Number(text)) ? new Double(Number(text)) : Number(text)
}
