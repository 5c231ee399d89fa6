import { getLineAndColumn } from '../../core/line-and-column.js'

/** Describes a position in a text: the character if it has one line, otherwise the line and the column. */
export function formatTextPosition(text: string, index: number): string {
  const { line, column } = getLineAndColumn(text, index)
  return text.trim().includes('\n') ? `line ${line}, column ${column}` : `character ${column}`
}
