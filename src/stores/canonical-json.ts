/** Serializes a value as JSON with sorted keys, so that equal values produce equal strings. */
export function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // Does not use Object.entries: this runs for each value of each record, and its garbage dominates the heap.
  const fields = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${toCanonicalJson(fields[key])}`
  }
  return `{${text}}`
}
