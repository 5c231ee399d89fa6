/** Serializes a value as JSON with sorted keys, so that equal values produce equal strings. */
export function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // Does not use Object.entries: this runs for each value of each record, and its garbage dominates the heap.
  const fields = value as Readonly<Record<string, unknown>>
  const keys = Object.keys(fields)
  if (keys.length > 1) keys.sort()
  let text = ''
  for (const key of keys) {
    const field = fields[key]
    if (field !== undefined) text += `${text === '' ? '' : ','}${quoteKey(key)}${toCanonicalJson(field)}`
  }
  return `{${text}}`
}

const MAX_QUOTED_KEYS = 1000
/** Records have the same keys again and again. */
const quotedKeys = new Map<string, string>()

function quoteKey(key: string): string {
  const known = quotedKeys.get(key)
  if (known !== undefined) return known
  const quoted = `${JSON.stringify(key)}:`
  if (quotedKeys.size < MAX_QUOTED_KEYS) quotedKeys.set(key, quoted)
  return quoted
}
