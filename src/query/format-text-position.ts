/** Where in a text something is, as a person finds it: a character in one line, a line and a column in several. */
export function formatTextPosition(text: string, index: number): string {
  const before = text.slice(0, index).split('\n')
  const column = Array.from(before.at(-1) ?? '').length + 1
  return text.trim().includes('\n') ? `line ${before.length}, column ${column}` : `character ${column}`
}
