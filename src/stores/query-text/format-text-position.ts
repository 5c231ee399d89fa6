/** Describes a position in a text: the character if it has one line, otherwise the line and the column. */
export function formatTextPosition(text: string, index: number): string {
  const before = text.slice(0, index).split('\n')
  const column = Array.from(before.at(-1) ?? '').length + 1
  return text.trim().includes('\n') ? `line ${before.length}, column ${column}` : `character ${column}`
}
