/** The value of a field that should be a string; undefined if it is not one. */
export function getStringField(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' ? value : undefined
}
