import { describeLatest } from '../../../inspect/pages/describe-rows.js'
import type { Table } from '@tanstack/table-core'
import type { JSX } from 'preact'
import { formatCount } from '../../../core/format-count.js'
import type { Row } from '../../../inspect/pages/page.js'
import type { PageDocument, PaneDocument } from '../../server/studio-document.js'
import { Icon } from '../shell/icon.js'
import { copyText } from '../shell/message.js'
import { navigate } from '../shell/router.js'
import { type CopyFormat, formatRows } from './copy-rows.js'
import { Menu } from './menu.js'
import { getColumn } from './use-columns.js'

interface ToolbarProps {
  readonly filterId: string
  readonly title: string | undefined
  readonly page: PageDocument
  readonly pane: PaneDocument
  readonly isFirst: boolean
  readonly rows: readonly Row[]
  /** Number of rows that are read. */
  readonly total: number
  readonly marked: ReadonlySet<number>
  readonly hasMore: boolean
  readonly progress: string | undefined
  readonly filter: string
  readonly setFilter: (text: string) => void
  readonly live: boolean
  readonly toggleLive: () => void
  readonly table: Table<Row>
}

/** Fewer rows need no filter. */
const MIN_FILTERED = 8
/** More would be too much for the clipboard. */
const MAX_COPIED = 5000

export function Toolbar(properties: ToolbarProps): JSX.Element {
  const { page, pane, isFirst, rows, total, hasMore, progress, filter, live, table, marked } = properties
  const { search, orders } = page
  const columns = table.getAllLeafColumns()
  const copied = marked.size === 0 ? rows.slice(0, MAX_COPIED) : rows.filter((_, i) => marked.has(i))
  const formats: readonly CopyFormat[] =
    page.origin.store === 'postgres' ? ['JSON', 'CSV', 'SQL'] : ['JSON', 'CSV']
  const copy = (format: CopyFormat): void => {
    const names = columns.map(({ columnDef }) => getColumn(columnDef).name.toLowerCase())
    copyText(
      formatRows(copied, format, names, pane.name),
      `${formatCount(copied.length, 'row')} as ${format}`,
    )
  }
  const isFiltered = total > MIN_FILTERED || filter !== '' || search !== undefined
  return (
    <header class="toolbar">
      {properties.title !== undefined && <h2>{properties.title}</h2>}
      {isFiltered && (
        <input
          id={properties.filterId}
          type="search"
          class="filter"
          placeholder={search === undefined || !isFirst ? 'Filter' : 'Filter; Enter searches all'}
          aria-label={`Filter ${pane.name}`}
          value={filter}
          onInput={(event) => properties.setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            const { value } = event.currentTarget
            if (event.key === 'Enter' && search !== undefined && isFirst && value.trim() !== '')
              navigate(search.replace('{text}', encodeURIComponent(value.trim())))
            if (event.key === 'Escape') {
              properties.setFilter('')
              event.currentTarget.blur()
            }
          }}
        />
      )}
      <span class="count" aria-live="polite">
        {progress ??
          (rows.length === total ? describeLatest(pane, total) : undefined) ??
          describeCount(rows.length, total, hasMore)}
        {marked.size > 0 && ` · ${marked.size} selected`}
      </span>
      <span class="space" />
      {orders !== undefined && orders.length > 0 && isFirst && (
        <label class="order">
          <span class="hidden">Order</span>
          <select
            value={orders.find(({ current }) => current)?.address}
            onChange={(event) => navigate(event.currentTarget.value, true)}
          >
            {orders.map(({ name, address, index }) => (
              <option key={address} value={address}>
                {index === null ? `${name} (reads all)` : name}
              </option>
            ))}
          </select>
        </label>
      )}
      {pane.canFollow && (
        <button
          type="button"
          class={live ? 'live on' : 'live'}
          aria-pressed={live}
          onClick={properties.toggleLive}
        >
          <Icon name="live" /> Live
        </button>
      )}
      {pane.columns !== undefined && columns.length > 2 && (
        <Menu label="Columns" icon="columns">
          {columns.map((column) => {
            const { name } = getColumn(column.columnDef)
            return name === '' ? null : (
              <label key={column.id}>
                <input
                  type="checkbox"
                  checked={column.getIsVisible()}
                  onChange={() => column.toggleVisibility()}
                />{' '}
                {name.toLowerCase()}
              </label>
            )
          })}
        </Menu>
      )}
      {total > 0 && pane.columns !== undefined && (
        <Menu label="Copy" icon="copy">
          {formats.map((format) => (
            <button type="button" key={format} onClick={() => copy(format)}>
              {marked.size === 0 ? 'Rows' : formatCount(marked.size, 'row')} as {format}
            </button>
          ))}
        </Menu>
      )}
    </header>
  )
}

function describeCount(shown: number, total: number, hasMore: boolean): string {
  const format = (count: number): string => count.toLocaleString('en-US')
  if (shown !== total) return `${format(shown)} of ${format(total)}${hasMore ? ' read so far' : ''}`
  if (hasMore) return `${format(total)} read, more below`
  return `${format(total)} ${total === 1 ? 'row' : 'rows'}`
}
