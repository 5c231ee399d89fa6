import { EJSON, type Double, type Int32, type Long } from 'bson'

/**
 * Formats a BSON value that was read with its type as relaxed Extended JSON, as mongoexport writes it. Where the relaxed format
 * would lose digits, it is the canonical one: a 64-bit integer that is not exact as a JSON number is a `$numberLong`. With `typed`, every
 * 64-bit integer is one, and values of different types have different texts.
 */
export function formatExtendedJson(value: unknown, { typed = false }: FormatOptions = {}): string {
  if (Array.isArray(value)) return `[${value.map((each) => formatExtendedJson(each, { typed })).join(',')}]`
  switch (getBsonType(value)) {
    case undefined:
      return formatPlain(value, typed)
    case 'Int32':
      return String((value as Int32).value)
    case 'Double':
      return formatDouble((value as Double).value)
    case 'Long': {
      const text = (value as Long).toString()
      return Number.isSafeInteger(Number(text)) && !typed ? text : `{"$numberLong":"${text}"}`
    }
    default:
      // DBRef and Code contain further values, which are rare.
      return EJSON.stringify(value, { relaxed: !typed })
  }
}

interface FormatOptions {
  readonly typed?: boolean
}

/** The name of a BSON class. Not the class: the driver is CommonJS and has its own copies of the classes. */
export function getBsonType(value: unknown): string | undefined {
  const isTyped = typeof value === 'object' && value !== null && '_bsontype' in value
  return isTyped && typeof value._bsontype === 'string' ? value._bsontype : undefined
}

function formatPlain(value: unknown, typed: boolean): string {
  if (value === null || typeof value !== 'object' || value instanceof Date || ArrayBuffer.isView(value))
    return EJSON.stringify(value, { relaxed: true }) ?? 'null'
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${formatExtendedJson(each, { typed })}`)
    .join(',')}}`
}

/** A double is never written as an integer: `1.0`, `1e+21`. JSON has no NaN and no infinity. */
function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return `{"$numberDouble":"${value}"}`
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}
