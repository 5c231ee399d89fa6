/** The id after a prefix, such as `<id>` in `USER#<id>`; undefined if the value is not a string with this prefix. */
export function getIdAfterPrefix(value: unknown, prefix: string): string | undefined {
  return typeof value === 'string' && value.startsWith(prefix) ? value.slice(prefix.length) : undefined
}

/** The id without a prefix such as `expense_`. An id without the prefix is returned unchanged. */
export function stripIdPrefix(id: string, prefix: string): string {
  return getIdAfterPrefix(id, prefix) ?? id
}
