/** `2 unknown fields: collar, chip`. */
export function describeUnknownFields(names: readonly string[]): string {
  return `${names.length} unknown ${names.length === 1 ? 'field' : 'fields'}: ${names.join(', ')}`
}
