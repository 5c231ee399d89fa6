/** The position of a character of a text, both from 1. The column counts characters, not UTF-16 units. */
export interface LineAndColumn {
  readonly line: number
  readonly column: number
}

export function getLineAndColumn(text: string, index: number): LineAndColumn {
  const before = text.slice(0, index).split(/\r?\n/)
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 }
}
