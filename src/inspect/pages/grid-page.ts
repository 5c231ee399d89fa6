import { setTimeout as sleep } from 'node:timers/promises'
import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import { isInspectable } from '../../domain/entities/registry.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { toPlainRecord } from '../records/look-up-record.js'
import type { RecordSources, SectionItem } from '../records/record-view.js'
import type { ListOrder, ListPage } from '../../stores/contracts/record-access.js'
import { listNamedReferences, toCheckedSectionItems } from '../records/section-items.js'
import { type Address, formatAddress } from './address.js'
import { formatValue } from './format-value.js'
import type { Cell, Page, PageOrder, PaneColumn, PaneRows, Row } from './page.js'

const PAGE_SIZE = 100
const FOLLOW_INTERVAL_MS = 1000
/** They say little about a record. */
const MINOR_FIELDS: ReadonlySet<string> = new Set(['version', 'updated_at'])

interface GridColumn extends PaneColumn {
  /** Default: the one of its name. */
  readonly field?: string
  readonly value: (record: PlainRecord) => string
  readonly absent?: string
  /** Of a reference, among those that have a column: the value is of the other record. */
  readonly index?: number
}

/**
 * The records of an entity, the newest ids first unless an order is chosen. Pages are read as they are needed; what takes long
 * goes on by itself and says how far it is. New records have the highest ids, so an index finds them as they are created.
 */
export async function openGrid(
  sources: RecordSources,
  entity: Entity,
  address: Address,
  signal: AbortSignal,
): Promise<Page> {
  const { order } = address.parameters
  const descending = order === undefined || address.parameters['descending'] === 'true'
  const { store } = entity.place
  const access = sources.records[store]
  const columns = chooseColumns(entity)
  const read = async (
    after?: unknown,
    size = PAGE_SIZE,
    since = performance.now(),
  ): Promise<PaneRows & { readonly page: ListPage }> => {
    const page = await access.list(entity, { size, order, descending, after, signal })
    const { records, next } = page
    const rows = await toRows(sources, entity, columns, records)
    const progress = describeProgress(entity, page, order, performance.now() - since)
    if (next === undefined) return { rows, page }
    if (progress === undefined) return { rows, page, more: { read: async () => read(next) } }
    const more = { automatic: true, read: async () => read(next, size - records.length, since) } as const
    return { rows, page, progress, more }
  }
  const [{ page, ...first }, orders] = await Promise.all([read(), access.listOrders(entity)])
  const known = new Set(page.records.map((record) => getRecordId(entity, record)))
  const follow = async (live: AbortSignal, onRow: (row: Row) => void): Promise<void> => {
    for (;;) {
      await sleep(FOLLOW_INTERVAL_MS, undefined, { signal: live })
      const { records } = await access.list(entity, { size: PAGE_SIZE, descending, signal: live })
      const added = records.filter((record) => !known.has(getRecordId(entity, record))).toReversed()
      for (const record of added) known.add(getRecordId(entity, record))
      for (const row of await toRows(sources, entity, columns, added)) onRow(row)
    }
  }
  return {
    address: formatAddress('records', [entity.name], address.parameters),
    title: entity.plural,
    order: describeOrder(entity, orders, order, descending),
    panes: [
      {
        name: entity.plural,
        columns: [
          { name: '' },
          ...columns.map(({ name, importance = 0 }) => ({ name: name.toUpperCase(), importance })),
        ],
        empty: `There are no ${entity.plural}.`,
        ...(order === undefined && page.index !== null && hasOrderedIds(entity)
          ? { newest: 'start', follow }
          : {}),
        ...first,
      },
    ],
    origin: {
      store,
      index: page.index,
      ...(page.read === undefined ? {} : { read: page.read }),
      command: formatCommandLine(...page.query),
    },
    orders: listOrders(entity, columns, orders, { order, descending }),
    ...(entity.searchFields === undefined || !isInspectable(entity)
      ? {}
      : {
          toSearch: (text) => formatAddress('search', [], { text, entity: entity.name }),
          searched: `all ${entity.plural}`,
        }),
  }
}

/** Ids that are words do not tell when a record was created. */
function hasOrderedIds(entity: Entity): boolean {
  return isInspectable(entity) && entity.id.format !== 'word'
}

function describeOrder(
  { id }: Entity,
  orders: readonly ListOrder[],
  order: string | undefined,
  descending: boolean,
): string {
  if (order === undefined && orders.length === 0) return 'in the order of the table'
  return `by ${order ?? id.fields.join(', ')}${descending ? ', descending' : ''}`
}

/** Undefined if the page is complete. */
function describeProgress(
  { plural }: Entity,
  { scanned, total }: ListPage,
  order: string | undefined,
  elapsedMs: number,
): string | undefined {
  const seconds = `${(elapsedMs / 1000).toFixed(1)} s`
  if (scanned !== undefined)
    return `searching for ${plural}… ${scanned.toLocaleString('en-US')} items read, ${seconds}`
  if (total === undefined) return undefined
  const count = total === 0 ? 'all' : `about ${total.toLocaleString('en-US')}`
  return `sorting ${count} ${plural}, no index is by ${order}… ${seconds}`
}

/** Each field ascending and descending; the current one is marked. Those with a column have its name. */
function listOrders(
  entity: Entity,
  columns: readonly GridColumn[],
  orders: readonly ListOrder[],
  { order: current, descending }: { readonly order: string | undefined; readonly descending: boolean },
): readonly PageOrder[] {
  const toName = (path: string): string => {
    const column = columns.find(({ name, field = name }) => field === path)
    return column === undefined || column.name === path ? path : `${column.name} (${path})`
  }
  return orders.flatMap(({ field, index }) =>
    [true, false].map((isDescending) => {
      const isDefault = field === entity.id.fields[0] && isDescending
      const isCurrent = current === undefined ? isDefault : current === field && descending === isDescending
      const parameters = isDefault ? {} : { order: field, descending: String(isDescending) }
      return {
        name: `${toName(field)} ${isDescending ? '↓' : '↑'}`,
        address: formatAddress('records', [entity.name], parameters),
        index,
        ...(isCurrent ? { current: true } : {}),
      }
    }),
  )
}

/** The columns that the entity declares, or its fields; the id is the last one. */
function chooseColumns(entity: Entity): readonly GridColumn[] {
  const value = (record: PlainRecord): string => getRecordId(entity, record)
  const [field] = entity.id.fields
  const id = { name: 'id', value, ...(field === undefined || entity.id.fields.length > 1 ? {} : { field }) }
  if (entity.columns !== undefined) {
    const named = listNamedReferences(entity).map(({ column, field: path }, index) => ({
      name: column?.name ?? path,
      field: path,
      importance: -2,
      index,
      value: () => '',
    }))
    return [...entity.columns, ...named, id]
  }
  const ids: ReadonlySet<string> = new Set(entity.id.fields)
  const fields = Object.entries(entity.fields)
    .filter(([name, { secret, type }]) => !secret && type !== 'json' && !MINOR_FIELDS.has(name))
    .map(([name]) => ({ name, value: (record: PlainRecord) => formatValue(record[name]) }))
  const others = fields.filter(({ name }) => !ids.has(name))
  return entity.id.fields.length === 1 ? [...others, id] : fields
}

async function toRows(
  sources: RecordSources,
  entity: Entity,
  columns: readonly GridColumn[],
  records: readonly PlainRecord[],
): Promise<readonly Row[]> {
  const items = await checkItems(sources, entity, records)
  return records.map((record, i) => {
    const { state, note, names = [] } = items[i] ?? {}
    const id = getRecordId(entity, record)
    return {
      cells: [
        toStateCell(state),
        ...columns.map((column) =>
          column.index === undefined ? toCell(column, record) : { text: names[column.index] ?? '' },
        ),
        ...(note === undefined ? [] : [{ text: note, tone: 'warning' } as const]),
      ],
      value: toPlainRecord(record),
      id,
      ...(hasPage(entity) && id !== '' ? { target: formatAddress('records', [entity.name, id]) } : {}),
    }
  })
}

/** PostgreSQL also finds records whose ids consist of several fields. */
function hasPage(entity: Entity): boolean {
  return isInspectable(entity) || entity.place.store === 'postgres'
}

/** Anyone can write to a store: one malformed record must not hide the others. */
async function checkItems(
  sources: RecordSources,
  entity: Entity,
  records: readonly PlainRecord[],
): Promise<readonly Pick<SectionItem, 'state' | 'note' | 'names'>[]> {
  try {
    return await toCheckedSectionItems(sources, entity, records, { withNames: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [only] = records
    if (records.length === 1 && only !== undefined)
      return [{ state: 'stale', note: `malformed: ${error.message}` }]
    const checked = await Promise.all(records.map(async (record) => checkItems(sources, entity, [record])))
    return checked.flat()
  }
}

function toStateCell(state: SectionItem['state']): Cell {
  if (state === 'dangling') return { text: '✗', tone: 'bad' }
  return state === 'stale' ? { text: '≠', tone: 'warning' } : { text: ' ' }
}

function toCell({ value, absent = '' }: GridColumn, record: PlainRecord): Cell {
  try {
    const text = value(record)
    return { text, ...(text === absent ? ({ isAbsent: true } as const) : {}) }
  } catch {
    return { text: '?', tone: 'warning' }
  }
}
