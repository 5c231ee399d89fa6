import { EJSON } from 'bson'
import { getErrorMessage } from '../../../core/get-error-message.js'
import { formatJson, JsonNumber, type JsonValue } from '../../../core/json.js'
import {
  findBase64Problem,
  findDateProblem,
  findDoubleProblem,
  findIntegerProblem,
  findMillisecondsProblem,
  findUuidProblem,
} from './literal-problems.js'

type JsonObject = { readonly [name: string]: JsonValue }
type Check = (value: JsonValue) => string | undefined

/**
 * The types of Extended JSON v2 by the field that denotes them, and what would make a value of them inexact. `$regex` is missing: it is an
 * operator of queries.
 */
const TYPES: Readonly<Record<string, Check>> = {
  $numberInt: onText((text) => findIntegerProblem(text, 32)),
  $numberLong: onText((text) => findIntegerProblem(text, 64)),
  $numberDouble: onText((text) => (/^(?:NaN|-?Infinity)$/.test(text) ? undefined : findDoubleProblem(text))),
  $numberDecimal: onText(() => undefined),
  $date: findDateTypeProblem,
  $oid: onText(() => undefined),
  $uuid: onText(findUuidProblem),
  $binary: (value) => {
    const { base64, subType } = isObject(value) ? value : {}
    if (typeof base64 !== 'string' || typeof subType !== 'string') return 'requires "base64" and "subType"'
    if (!/^[\da-f]{1,2}$/i.test(subType)) return 'has an invalid "subType"'
    return findBase64Problem(base64)
  },
  $timestamp: (value) => {
    const { t, i } = isObject(value) ? value : {}
    return isUnsigned(t) && isUnsigned(i) ? undefined : 'requires the 32-bit integers "t" and "i"'
  },
  $regularExpression: (value) => {
    const { pattern, options } = isObject(value) ? value : {}
    return typeof pattern === 'string' && typeof options === 'string'
      ? undefined
      : 'requires "pattern" and "options"'
  },
  $symbol: onText(() => undefined),
  $code: onText(() => undefined),
  $minKey: isOne,
  $maxKey: isOne,
  $undefined: () => 'is a deprecated type',
  $dbPointer: () => 'is a deprecated type',
}

/**
 * The BSON value of an object such as `{"$numberLong": "5"}`; undefined for any other object. Throws `RangeError` if BSON cannot
 * represent the value.
 */
export function readExtendedType(object: JsonObject): object | undefined {
  const [name = '', ...others] = Object.keys(object)
  const check = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (check === undefined || others.some((each) => name !== '$code' || each !== '$scope')) return undefined
  const text = formatJson(object)
  const problem = check(object[name] ?? null)
  if (problem !== undefined) throw new RangeError(`${text} ${problem}`)
  try {
    return EJSON.parse(text, { relaxed: false }) as object
  } catch (error) {
    throw new RangeError(`${text} is invalid: ${getErrorMessage(error)}`, {
      cause: error,
    })
  }
}

function onText(check: (text: string) => string | undefined): Check {
  return (value) => (typeof value === 'string' ? check(value) : 'requires a string')
}

function findDateTypeProblem(value: JsonValue): string | undefined {
  if (typeof value === 'string')
    return Number.isNaN(Date.parse(value)) ? 'is not a date' : findDateProblem(value)
  const milliseconds = isObject(value) ? value['$numberLong'] : undefined
  if (typeof milliseconds !== 'string' || !/^-?\d+$/.test(milliseconds)) return 'is not a date'
  return findMillisecondsProblem(milliseconds)
}

function isObject(value: JsonValue): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  )
}

function isUnsigned(value: JsonValue | undefined): boolean {
  return value instanceof JsonNumber && /^\d+$/.test(value.text) && Number(value.text) < 2 ** 32
}

function isOne(value: JsonValue): string | undefined {
  return value instanceof JsonNumber && value.text === '1' ? undefined : 'requires the number 1'
}
