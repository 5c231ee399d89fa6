/** The statement around a position: statements end with a semicolon at the end of a line, or with an empty line. */
export function findStatement(text: string, position: number): string {
  const ends = [...text.matchAll(/;[ \t]*(?:\n|$)|\n[ \t]*\n/g)].map(
    ({ index, 0: end }) => index + end.length,
  )
  const next = ends.find((end) => end > position) ?? text.length
  const start = ends.findLast((end) => end <= position) ?? 0
  const found = text.slice(start, next).trim().replace(/;$/, '')
  // The cursor is behind the last one.
  return found === '' && start > 0 ? findStatement(text, Math.max(0, start - 2)) : found
}
