const INTEGERS = ['smallint', 'integer', 'bigint']

const ALIASES: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  varchar: 'character varying',
  decimal: 'numeric',
  float4: 'real',
  float8: 'double precision',
  float: 'double precision',
  varbit: 'bit varying',
  time: 'time without time zone',
  timetz: 'time with time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
}

/** The types from which a conversion keeps every value, or fails. Between times with and without a time zone, two can become the same. */
const SAFE_SOURCES: Readonly<Record<string, readonly string[] | 'all'>> = {
  text: 'all',
  'character varying': 'all',
  smallint: INTEGERS,
  integer: INTEGERS,
  bigint: INTEGERS,
  numeric: [...INTEGERS, 'numeric'],
  'double precision': ['smallint', 'integer', 'real'],
  'timestamp without time zone': ['date', 'timestamp without time zone'],
}

/** Whether ALTER COLUMN … TYPE without USING loses no value: it rounds for example numeric(10,4) to numeric(10,2). */
export function isSafeConversion(from: string, to: string): boolean {
  const [source, target] = [normalizeType(from), normalizeType(to)]
  // One with a shorter length loses spaces at the end, and rejects other text.
  if (target.modifier !== '') return isSame(source, target) || isWidened(source, target)
  const sources = SAFE_SOURCES[target.base]
  return sources === 'all' || sources?.includes(source.base) === true || isSame(source, target)
}

/**
 * Whether ALTER COLUMN … TYPE without USING leaves the rows as they are stored: the types are stored alike, and the new one has every
 * value (PostgreSQL's casts without a function, and the support functions of length coercions).
 */
export function keepsStorage(from: string, to: string): boolean {
  const [source, target] = [normalizeType(from), normalizeType(to)]
  if (isSame(source, target)) return true
  if (source.base !== target.base)
    return target.modifier === '' && STORED_ALIKE.has(`${source.base} ${target.base}`)
  return target.modifier === '' ? WIDENING.has(target.base) : isWidened(source, target)
}

const STORED_ALIKE: ReadonlySet<string> = new Set([
  'text character varying',
  'character varying text',
  'cidr inet',
])

/** Those whose limit can be raised without rewriting. That of `char(n)` is the length of each value. */
const WIDENING: ReadonlySet<string> = new Set([
  'character varying',
  'bit varying',
  'numeric',
  'time without time zone',
  'time with time zone',
  'timestamp without time zone',
  'timestamp with time zone',
  'interval',
])

function isWidened(source: NormalizedType, target: NormalizedType): boolean {
  const isOfKind = source.base === target.base && WIDENING.has(target.base)
  return isOfKind && isWider(source.modifier, target.modifier)
}

/** The first number, the length or precision, grows, and the scale of a number stays. */
function isWider(from: string, to: string): boolean {
  const [[fromLimit, fromScale = 0], [toLimit, toScale = 0]] = [readModifier(from), readModifier(to)]
  return fromLimit !== undefined && toLimit !== undefined && toLimit >= fromLimit && fromScale === toScale
}

function readModifier(modifier: string): readonly number[] {
  return (modifier.match(/-?\d+/g) ?? []).map(Number)
}

function isSame(one: NormalizedType, other: NormalizedType): boolean {
  return one.base === other.base && one.modifier === other.modifier
}

interface NormalizedType {
  readonly base: string
  /** `(8,2)`; empty if there is none. */
  readonly modifier: string
}

function normalizeType(type: string): NormalizedType {
  const modifier = /\([^)]*\)/.exec(type)?.[0] ?? ''
  const base = type.replace(modifier, ' ').trim().toLowerCase().replaceAll(/\s+/g, ' ')
  return { base: ALIASES[base] ?? base, modifier: modifier.replaceAll(/\s/g, '') }
}
