import type { Cell, Row } from './page.js'

/** A column by which rows are sorted that the store has in another order. */
export interface LocalSort {
  readonly column: number
  readonly descending: boolean
}

const COLLATOR = new Intl.Collator('en', { numeric: true })

/** The rows in the order of a column; those without a value are the last ones in both directions. */
export function sortRows(rows: readonly Row[], { column, descending }: LocalSort): readonly Row[] {
  const sign = descending ? -1 : 1
  const getText = ({ cells }: Row): string => cells[column]?.text.trim() ?? ''
  const isPresent = ({ cells }: Row): boolean => !isAbsent(cells[column])
  const sorted = rows.filter(isPresent).toSorted((a, b) => sign * COLLATOR.compare(getText(a), getText(b)))
  return sorted.length === rows.length ? sorted : [...sorted, ...rows.filter((row) => !isPresent(row))]
}

function isAbsent(cell: Cell | undefined): boolean {
  return cell === undefined || cell.isAbsent === true || /^[-–]?$/.test(cell.text.trim())
}
