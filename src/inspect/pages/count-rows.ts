import type { Row } from './page.js'

/** The number of rows that are no details of the rows before them. */
export function countRows(rows: readonly Row[]): number {
  return rows.reduce((count, { isDetail }) => (isDetail === true ? count : count + 1), 0)
}
