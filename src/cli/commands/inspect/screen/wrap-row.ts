import type { Row } from '../../../../inspect/pages/page.js'
import { breakText } from '../../../../output/lay-out-json.js'
import { escapeLine } from './fit.js'

/** The lines of a row whose last cell is wrapped. Each opens and copies what the row does; the first one is counted. */
export function wrapRow(row: Row, width: number): readonly Row[] {
  const last = row.cells.at(-1)
  if (last === undefined) return [row]
  const before = row.cells.slice(0, -1)
  const lines = last.text.split(/\r?\n/).flatMap((line) => breakLine(escapeLine(line), width))
  return lines.map((text, i) => ({
    ...row,
    ...(i === 0 ? {} : { isDetail: true }),
    cells: [...before.map((cell) => (i === 0 ? cell : { ...cell, text: '' })), { ...last, text }],
  }))
}

/** The lines after the first have its indentation, if there is room for it. */
function breakLine(line: string, width: number): readonly string[] {
  const [indent = ''] = /^ */.exec(line) ?? []
  if (indent.length * 2 > width) return breakText(line.trimStart(), width)
  return breakText(line.slice(indent.length), width - indent.length).map((text) => `${indent}${text}`)
}
