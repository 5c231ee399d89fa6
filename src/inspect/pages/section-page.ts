import { formatCount } from '../../core/format-count.js'
import { HomeError } from '../../core/home-error.js'
import type { Entity } from '../../domain/entities/entity.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import type { SpendingTotal } from '../records/budget-lookups.js'
import { findRecords } from '../records/find-records.js'
import type { RecordSources, SectionItem, SectionPage } from '../records/record-view.js'
import { drawSpendingChart, formatExpensesQuery } from '../records/spending-section.js'
import { formatAddress } from './address.js'
import type { Cell, Page, PaneColumn, PaneRows, Row } from './page.js'
import { toItemRow } from './record-rows.js'

const PAGE_SIZE = 100

/** All rows of a list of a record: the expenses of a family. */
export async function openSection(
  sources: RecordSources,
  { kind, id, name }: { readonly kind: InspectableEntity; readonly id: string; readonly name: string },
): Promise<Page> {
  const [view] = await findRecords(sources, id, kind)
  const section = view.sections.find((each) => each.name === name)
  if (section === undefined)
    throw new HomeError(INSPECT_ERRORS.UNKNOWN_PAGE, {
      message: `A ${kind} has no list of ${name}.`,
      suggestion: `Lists: ${view.sections.map((each) => each.name).join(', ')}.`,
    })
  const [first, totals = []] = await Promise.all([section.page(PAGE_SIZE), section.totals?.()])
  const columns = findColumns(sources.entities, first.items)
  const rows =
    name === 'spending' ? { rows: drawChart(`FAMILY#${view.id}`, first.items) } : toPaneRows(first, columns)
  return {
    address: formatAddress('records', [kind, view.id, name]),
    title: `${name} of ${view.title.replaceAll(/ {2,}/g, '  ')}`,
    subtitle: totals
      .map(({ count, total, currency }) => `${formatCount(count, 'row')}, ${total} ${currency}`)
      .join('; '),
    ...(section.order === undefined ? {} : { order: section.order }),
    panes: [{ name, empty: 'None.', ...(columns === undefined ? {} : { columns }), ...rows }],
    origin: { store: section.store, read: first.items.length, command: section.query },
  }
}

/** Spending of a family by category and month, as bars. Enter lists the expenses of one. */
function drawChart(family: string, items: SectionPage['items']): readonly Row[] {
  const totals = items.map((item) => item.record as unknown as SpendingTotal)
  return drawSpendingChart(totals).map((line) => ({
    cells: [{ text: line.text }],
    target: formatAddress('query', [], { store: 'mongo', text: formatExpensesQuery(family, line) }),
  }))
}

interface SectionColumn extends PaneColumn {
  /** What a record says that has no value. */
  readonly absent?: string
}

/** With the columns of their entity and the id, as in its own list, the rows can be sorted. Undefined if not all rows have them. */
function findColumns(
  entities: EntityRegistry,
  items: readonly SectionItem[],
): readonly SectionColumn[] | undefined {
  const kind = items[0]?.kind
  if (kind === undefined || !items.every((item) => item.kind === kind && item.cells !== undefined))
    return undefined
  const { columns = [] } = entities.get(kind) as Entity
  return [
    { name: '' },
    ...columns.map(({ name, importance = 0, absent = '' }) => ({
      name: name.toUpperCase(),
      importance,
      absent,
    })),
    { name: 'ID' },
  ]
}

/** After the sign. */
function toCells({ cells = [] }: SectionItem, [, ...columns]: readonly SectionColumn[]): readonly Cell[] {
  return cells.map((text, i) => ({
    text,
    ...(text === columns[i]?.absent ? ({ isAbsent: true } as const) : {}),
  }))
}

function toPaneRows({ items, next }: SectionPage, columns: readonly SectionColumn[] | undefined): PaneRows {
  return {
    rows: items.map((item) =>
      toItemRow(
        item,
        columns === undefined ? undefined : [...toCells(item, columns), { text: item.id ?? '' }],
      ),
    ),
    ...(next === undefined ? {} : { more: { read: async () => toPaneRows(await next(), columns) } }),
  }
}
