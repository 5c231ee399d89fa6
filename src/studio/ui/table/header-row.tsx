import type { Table } from '@tanstack/table-core'
import type { JSX } from 'preact'
import type { Row } from '../../../inspect/pages/page.js'
import type { PageDocument } from '../../server/studio-document.js'
import { showMessage } from '../shell/message.js'
import { navigate } from '../shell/router.js'
import type { LocalSort } from '../../../inspect/pages/sort-rows.js'
import { getColumn } from './use-columns.js'

interface HeaderRowProps {
  readonly table: Table<Row>
  readonly page: PageDocument
  /** Whether all rows are read, so that they can be sorted here. */
  readonly isSortable: boolean
  readonly sort: LocalSort | undefined
  readonly setSort: (sort: LocalSort | undefined) => void
}

/** The names of the columns: a click sorts by one, in the store if it has such an order. */
export function HeaderRow({ table, page, isSortable, sort, setSort }: HeaderRowProps): JSX.Element {
  const sortBy = (column: number, name: string): void => {
    const orders = page.orders?.filter((order) => order.name.startsWith(`${name.toLowerCase()} `)) ?? []
    const next = orders.find(({ current }) => current !== true)
    if (next !== undefined) navigate(next.address, true)
    else if (isSortable)
      setSort(
        sort?.column === column && sort.descending
          ? undefined
          : { column, descending: sort?.column === column },
      )
    else showMessage('The store has no such order, and not all rows are read.')
  }
  return (
    <div role="rowgroup" class="head">
      <div role="row" class="row">
        {(table.getHeaderGroups()[0]?.headers ?? []).map((header) => {
          const { name, index, align } = getColumn(header.column.columnDef)
          const order = page.orders?.find(
            (each) => each.current && each.name.startsWith(`${name.toLowerCase()} `),
          )
          const isScan = page.orders?.some(
            (each) => each.index === null && each.name.startsWith(`${name.toLowerCase()} `),
          )
          const isDescending = order?.name.endsWith('↓') ?? sort?.descending
          const isSorted = name !== '' && (order !== undefined || sort?.column === index)
          return (
            <span
              key={header.id}
              role="columnheader"
              class={align === 'right' ? 'right' : undefined}
              aria-sort={isSorted ? (isDescending === true ? 'descending' : 'ascending') : undefined}
            >
              {name === '' ? (
                <span class="hidden">State</span>
              ) : (
                <button
                  type="button"
                  tabIndex={-1}
                  title={isScan === true ? 'No index has this order: sorting reads all records' : undefined}
                  onClick={() => sortBy(index, name)}
                >
                  {name.toLowerCase()}
                  {isSorted && <i aria-hidden="true">{isDescending === true ? ' ↓' : ' ↑'}</i>}
                </button>
              )}
              <i class="resize" aria-hidden="true" onMouseDown={header.getResizeHandler()} />
            </span>
          )
        })}
      </div>
    </div>
  )
}
