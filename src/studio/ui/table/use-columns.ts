import {
  type ColumnDef,
  type ColumnSizingState,
  createTable,
  getCoreRowModel,
  type Table,
  type TableState,
  type VisibilityState,
} from '@tanstack/table-core'
import { useMemo, useState } from 'preact/hooks'
import type { Row } from '../../../inspect/pages/page.js'
import type { PaneDocument } from '../../server/studio-document.js'
import { isNumber } from './cell-text.js'

/** Rows that are looked at to find out how wide a column is. */
const SAMPLE = 200
/** Of a cell, and of the first one, which is indented. */
const PADDING_PX = 24
const INDENT_PX = 10
/** How much wider bold letters are. */
const BOLD = 1.12
const MIN_PX = 44
const MAX_PX = 440
const ID = /^\S*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const SHORT_ID = '00000000…0000 ⧉'

export interface TableColumn {
  /** In the cells of a row. */
  readonly index: number
  readonly name: string
  readonly align: 'left' | 'right'
}

type ColumnTable = Table<Row>

/**
 * The columns of a pane: which are shown, and how wide they are. Rows are not part of the table: there may be a million, which are
 * appended a page at a time.
 */
export function useColumns(pane: PaneDocument, rows: readonly Row[]): ColumnTable {
  const [visibility, setVisibility] = useState<VisibilityState>({})
  const [sizing, setSizing] = useState<ColumnSizingState>({})
  const [sizingInfo, setSizingInfo] = useState<TableState['columnSizingInfo']>()
  const signature = `${pane.name} ${pane.columns?.map(({ name }) => name).join()} ${rows.length > 0}`
  // The width does not change when further rows are read.
  const columns = useMemo(() => listColumns(pane, rows), [signature])
  const [table] = useState(() =>
    createTable<Row>({
      data: [],
      columns,
      state: {},
      onStateChange: () => {},
      getCoreRowModel: getCoreRowModel(),
      renderFallbackValue: null,
    }),
  )
  table.setOptions((before) => ({
    ...before,
    columns,
    columnResizeMode: 'onChange',
    state: {
      ...table.initialState,
      columnVisibility: visibility,
      columnSizing: sizing,
      ...(sizingInfo === undefined ? {} : { columnSizingInfo: sizingInfo }),
    },
    onColumnVisibilityChange: (next) => setVisibility(next),
    onColumnSizingChange: (next) => setSizing(next),
    onColumnSizingInfoChange: (next) =>
      setSizingInfo((info) =>
        typeof next === 'function' ? next(info ?? table.initialState.columnSizingInfo) : next,
      ),
  }))
  return table
}

export function getColumn(definition: ColumnDef<Row>): TableColumn {
  return definition.meta as TableColumn
}

function listColumns(pane: PaneDocument, rows: readonly Row[]): ColumnDef<Row>[] {
  const sample = rows.slice(0, SAMPLE)
  const count = Math.max(pane.columns?.length ?? 0, ...sample.map(({ cells }) => cells.length))
  return Array.from({ length: count }, (_, index) => {
    const name = pane.columns?.[index]?.name ?? ''
    const texts = sample.map(({ cells }) => cells[index]?.text.trim() ?? '').filter((text) => text !== '')
    const isBold = sample.some(({ cells }) => cells[index]?.tone === 'strong')
    const longest = Math.max(...[name.toLowerCase(), ...texts].map(measure)) * (isBold ? BOLD : 1)
    const isRight = pane.columns?.[index]?.align === 'right' || (texts.length > 0 && texts.every(isNumber))
    const meta: TableColumn = { index, name, align: isRight ? 'right' : 'left' }
    return {
      id: String(index),
      header: name,
      meta,
      size: Math.round(
        Math.min(MAX_PX, Math.max(MIN_PX, longest + PADDING_PX + (index === 0 ? INDENT_PX : 0))),
      ),
      minSize: MIN_PX,
    }
  })
}

let context: CanvasRenderingContext2D | null | undefined

/** The width of a text in the font of the page. */
function measure(text: string): number {
  if (context === undefined) {
    context = document.createElement('canvas').getContext('2d')
    if (context !== null) context.font = getComputedStyle(document.body).font
  }
  const shown = ID.test(text) ? SHORT_ID : text
  return context?.measureText(shown).width ?? shown.length * 8
}
