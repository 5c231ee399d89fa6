const INTEGERS = ['smallint', 'integer', 'bigint']
const TIMES = ['date', 'timestamp without time zone', 'timestamp with time zone']

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
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
}

/** The types from which a conversion keeps every value, or fails: a text that is too long for varchar(3) is rejected, not cut. */
const SAFE_SOURCES: Readonly<Record<string, readonly string[] | 'all'>> = {
  text: 'all',
  'character varying': 'all',
  smallint: INTEGERS,
  integer: INTEGERS,
  bigint: INTEGERS,
  numeric: [...INTEGERS, 'numeric'],
  'double precision': ['smallint', 'integer', 'real'],
  'timestamp without time zone': TIMES,
  'timestamp with time zone': TIMES,
}

/** Whether ALTER COLUMN … TYPE without USING loses no value: it rounds for example numeric(10,4) to numeric(10,2). */
export function isSafeConversion(from: string, to: string): boolean {
  const [source, target] = [normalizeType(from), normalizeType(to)]
  const isText = target.base === 'character varying'
  if (target.modifier !== '' && !isText) return isSame(source, target)
  const sources = SAFE_SOURCES[target.base]
  return sources === 'all' || sources?.includes(source.base) === true || isSame(source, target)
}

function isSame(one: ReturnType<typeof normalizeType>, other: ReturnType<typeof normalizeType>): boolean {
  return one.base === other.base && one.modifier === other.modifier
}

function normalizeType(type: string): { readonly base: string; readonly modifier: string } {
  const modifier = /\([^)]*\)/.exec(type)?.[0] ?? ''
  const base = type.replace(modifier, ' ').trim().toLowerCase().replaceAll(/\s+/g, ' ')
  return { base: ALIASES[base] ?? base, modifier: modifier.replaceAll(/\s/g, '') }
}
