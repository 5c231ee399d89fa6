/** Whether a type of events matches a pattern: the type itself, or a prefix with `*`, such as `budget.*`. */
export function matchesType(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern
}

/** The same pattern for `LIKE` of PostgreSQL, in which `_` and `%` are wildcards. */
export function toLikePattern(pattern: string): string {
  const prefix = pattern.replace(/\*$/, '')
  return `${prefix.replace(/[\\%_]/g, String.raw`\$&`)}${prefix === pattern ? '' : '%'}`
}
