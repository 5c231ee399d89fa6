import { createFilter } from '../../../inspect/pages/create-filter.js'
import type { Row } from '../../../inspect/pages/page.js'
import { type LocalSort, sortRows } from '../../../inspect/pages/sort-rows.js'

/** The rows that match the filter, in the chosen order. */
export function selectRows(
  rows: readonly Row[],
  filter: string,
  sort: LocalSort | undefined,
): readonly Row[] {
  const matches = createFilter(filter)
  const found =
    filter.trim() === '' ? rows : rows.filter(({ cells }) => matches(cells.map(({ text }) => text)))
  return sort === undefined ? found : sortRows(found, sort)
}
