import { createFilter } from '../../../inspect/pages/create-filter.js'
import type { Row } from '../../../inspect/pages/page.js'

export interface LocalSort {
  readonly column: number
  readonly descending: boolean
}

const COLLATOR = new Intl.Collator('en', { numeric: true })

/** The rows that match the filter, in the chosen order. */
export function selectRows(
  rows: readonly Row[],
  filter: string,
  sort: LocalSort | undefined,
): readonly Row[] {
  const matches = createFilter(filter)
  const found =
    filter.trim() === '' ? rows : rows.filter(({ cells }) => matches(cells.map(({ text }) => text)))
  if (sort === undefined) return found
  const sign = sort.descending ? -1 : 1
  const getText = (row: Row): string => row.cells[sort.column]?.text.trim() ?? ''
  return found.toSorted((a, b) => sign * COLLATOR.compare(getText(a), getText(b)))
}
