/** A value of a response that later requests may contain, and the field that it can be read from. */
export interface ResponseValue {
  readonly field: string
  readonly value: string
}

const FIELDS = new Set(['id', 'family_id', 'owner_id', 'access_token', 'refresh_token'])
const ID_FIELD = /^(?:[a-z]+_)?id$/
const UUID_LENGTH = 36

/** The ids and tokens of a response, each with a field that has no other value in it. An id is without its prefix. */
export function listResponseValues(body: unknown): readonly ResponseValue[] {
  const values = new Map<string, Set<string>>()
  visit(body, (field, value) => {
    if (FIELDS.has(field)) values.set(field, (values.get(field) ?? new Set()).add(toPlainId(field, value)))
  })
  return [...values].flatMap(([field, [value, ...others]]) =>
    value === undefined || others.length > 0 ? [] : [{ field, value }],
  )
}

function toPlainId(field: string, value: string): string {
  return ID_FIELD.test(field) ? value.slice(-UUID_LENGTH) : value
}

function visit(node: unknown, onString: (field: string, value: string) => void): void {
  if (typeof node !== 'object' || node === null) return
  for (const [field, value] of Object.entries(node)) {
    if (typeof value === 'string') onString(field, value)
    else visit(value, onString)
  }
}
