import type { JSX } from 'preact'
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import type { PageDocument } from '../../server/studio-document.js'
import { useRows } from '../api/use-rows.js'
import { type KeyHandlers, useKeys } from '../shell/keys.js'
import { copyText, showMessage } from '../shell/message.js'
import { navigate } from '../shell/router.js'
import { HeaderRow } from './header-row.js'
import type { LocalSort } from '../../../inspect/pages/sort-rows.js'
import { selectRows } from './select-rows.js'
import { TableRow } from './table-row.js'
import { Toolbar } from './toolbar.js'
import { getColumn, useColumns } from './use-columns.js'
import { useVirtualizer } from './use-virtualizer.js'

export const ROW_PX = 28
const OVERSCAN = 12
/** Rows before the end of those that are read, from which further ones are read. */
const READ_AHEAD = 60

interface DataTableProps {
  readonly page: PageDocument
  /** Of the pane. */
  readonly index: number
  /** Whether keys that are pressed anywhere are for this table. */
  readonly isActive: boolean
  readonly onActive: () => void
  /** Takes the height that is left; otherwise, that of its rows. */
  readonly fills?: boolean
  /** Whether the name and the number of rows are shown. */
  readonly titled?: boolean
}

/** A pane as a table. */
export function DataTable({
  page,
  index,
  isActive,
  onActive,
  fills,
  titled,
}: DataTableProps): JSX.Element | null {
  const pane = page.panes[index]
  const { rows, progress, hasMore, live, readMore, toggleLive } = useRows(page, index)
  const [filter, setFilter] = useState('')
  const [sort, setSort] = useState<LocalSort>()
  const [selected, setSelected] = useState(0)
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set())
  const visible = useMemo(() => selectRows(rows.list, filter, sort), [rows, filter, sort])
  const table = useColumns(pane ?? { name: '', rows: [], canFollow: false }, rows.list)
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const virtualizer = useVirtualizer({
    count: visible.length,
    estimateSize: () => ROW_PX,
    getScrollElement: () => scroller.current,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_PX,
  })
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && filter === '' && last >= visible.length - READ_AHEAD) readMore()
  }, [hasMore, filter, last, visible.length, readMore])
  useEffect(() => setMarked(new Set()), [page, filter, sort])
  // Keys are for the new page, not for the link that has opened it.
  useEffect(() => {
    const { activeElement } = document
    if (isActive && activeElement !== null && activeElement.closest('nav') !== null)
      scroller.current?.focus({ preventScroll: true })
    // Only when it is opened.
  }, [])

  const current = Math.max(0, Math.min(selected, visible.length - 1))
  const row = visible[current]
  const move = useCallback(
    (to: number) => {
      const next = Math.max(0, Math.min(to, visible.length - 1))
      setSelected(next)
      virtualizer.scrollToIndex(next)
    },
    [visible.length, virtualizer],
  )
  const keys = useMemo<KeyHandlers>(() => {
    if (!isActive) return {}
    const down = (): void => move(current + 1)
    const up = (): void => move(current - 1)
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / ROW_PX) - 2)
    return {
      j: down,
      ArrowDown: down,
      k: up,
      ArrowUp: up,
      PageDown: () => move(current + pageRows),
      PageUp: () => move(current - pageRows),
      g: () => move(0),
      Home: () => move(0),
      G: () => move(Infinity),
      End: () => move(Infinity),
      Enter: () =>
        row?.target === undefined
          ? showMessage('There is nothing to open in this row.')
          : navigate(row.target),
      y: () => (row?.id === undefined ? showMessage('This row has no id.') : copyText(row.id)),
      Y: () => {
        const value = page.id === undefined ? row?.value : page.value
        if (value !== undefined) copyText(JSON.stringify(value, null, 2), 'as JSON')
      },
      t: () =>
        row?.traceId === undefined
          ? showMessage('This row has no trace.')
          : navigate(`/traces/${row.traceId}`),
      ' ': () => {
        setMarked((before) => toggle(before, current))
        down()
      },
      ...(pane?.canFollow === true ? { L: toggleLive } : {}),
      '/': () => document.querySelector<HTMLInputElement>(`#${CSS.escape(`${id}-filter`)}`)?.focus(),
      ...(filter === '' ? {} : { Escape: () => setFilter('') }),
    }
  }, [isActive, move, current, row, page, pane, toggleLive, filter, id])
  useKeys(keys)
  if (pane === undefined) return null

  const columns = table.getVisibleLeafColumns()
  // The last one with a name gets the width that is left; those without one have notes.
  const named = columns.findLastIndex(({ columnDef }) => getColumn(columnDef).name !== '')
  const flexible = named === -1 ? columns.length - 1 : named
  const widths = columns.map((column, i) => {
    const size = column.getSize()
    return i === flexible ? `minmax(${size}px, 1fr)` : `${size}px`
  })
  const isEmpty = visible.length === 0 && !hasMore
  return (
    <section
      class={fills ? 'pane fills' : 'pane'}
      aria-label={pane.name}
      onFocusCapture={onActive}
      onMouseDown={onActive}
    >
      <Toolbar
        filterId={`${id}-filter`}
        title={titled ? pane.name : undefined}
        page={page}
        pane={pane}
        isFirst={index === 0}
        rows={visible}
        total={rows.list.length}
        marked={marked}
        hasMore={hasMore}
        progress={progress}
        filter={filter}
        setFilter={(text) => {
          setFilter(text)
          setSelected(0)
        }}
        live={live}
        toggleLive={toggleLive}
        table={table}
      />
      <div
        ref={scroller}
        class="table"
        role="grid"
        tabIndex={0}
        aria-label={pane.name}
        aria-rowcount={hasMore ? -1 : visible.length}
        aria-activedescendant={row === undefined ? undefined : `${id}-${current}`}
        style={{ '--columns': widths.join(' ') }}
      >
        {pane.columns !== undefined && (
          <HeaderRow table={table} page={page} isSortable={!hasMore} sort={sort} setSort={setSort} />
        )}
        {isEmpty ? (
          <div role="row" class="empty">
            <span role="gridcell">
              {filter === '' ? (pane.empty ?? 'None.') : `No row contains “${filter}”.`}
            </span>
          </div>
        ) : (
          <div role="rowgroup" class="rows" style={{ height: `${virtualizer.getTotalSize()}px` }}>
            {items.map((item) => {
              const shown = visible[item.index]
              return shown === undefined ? null : (
                <TableRow
                  key={item.key}
                  id={`${id}-${item.index}`}
                  row={shown}
                  columns={columns.map(({ columnDef }) => getColumn(columnDef))}
                  top={item.start}
                  index={item.index}
                  isSelected={isActive && item.index === current}
                  isMarked={marked.has(item.index)}
                  onSelect={setSelected}
                />
              )
            })}
          </div>
        )}
      </div>
    </section>
  )
}

function toggle(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  const next = new Set(set)
  if (!next.delete(value)) next.add(value)
  return next
}
