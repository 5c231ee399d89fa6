import { HomeError } from '../../core/home-error.js'
import type { PerStore } from '../../core/store-name.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'
import type {
  Condition,
  Restriction,
  ViewColumn,
  ViewReader,
  ViewRequest,
} from '../../stores/contracts/view-reader.js'
import { isLocalHost } from '../../stores/is-local-host.js'
import type { Occurrence, StatementNeeds } from './statement-needs.js'
import type { ViewTable } from './view-table.js'
import type { SqlView } from './views.js'

/** A table with more records is read as a whole only if the user allows it. */
export const LARGE_TABLE_RECORDS = 250_000
/** Further keys are not collected: reading so many by key would take longer than a scan of any table. */
const MAX_LINKED_KEYS = 100_000

export interface LoadOptions {
  readonly allowScan: boolean
  readonly explain: boolean
  readonly signal: AbortSignal | undefined
  readonly onRequest: (view: SqlView, request: ViewRequest) => void
}

/** How a view would be read with what is known now. */
interface ReadPlan {
  readonly view: SqlView
  /** Undefined: all records. */
  readonly anyOf: readonly Restriction[] | undefined
  /** Number of keys; infinite for a scan. */
  readonly keys: number
}

/** Reads the records that a statement needs: first where keys are known, then what these records refer to. */
export async function loadViews(
  needs: StatementNeeds,
  tables: ReadonlyMap<SqlView, ViewTable>,
  readers: PerStore<ViewReader>,
  options: LoadOptions,
): Promise<void> {
  const loaded = new Set<SqlView>()
  const open = new Set(needs.occurrences.map(({ view }) => view))
  while (open.size > 0) {
    const plans: ReadPlan[] = []
    for (const view of open) plans.push(await planRead(view, needs, tables, readers, loaded))
    const waiting = (plan: ReadPlan): boolean =>
      plan.keys === Infinity &&
      needs.occurrences.some(
        (each) =>
          each.view === plan.view && each.links.some(({ from }) => open.has(from) && from !== plan.view),
      )
    // Records that are read by key first; then a scan of what nothing else can reduce.
    const sorted = plans.toSorted(
      (a, b) =>
        a.keys - b.keys || Number(waiting(a)) - Number(waiting(b)) || countConditions(b) - countConditions(a),
    )
    const [first] = sorted
    if (first === undefined) return
    const alternatives = sorted.filter((each) => each.keys === first.keys && waiting(each) === waiting(first))
    const next = first.keys === Infinity ? await chooseScan(first, alternatives, readers) : first
    await loadView(next, needs, tables, readers, options)
    open.delete(next.view)
    loaded.add(next.view)
  }
}

/** The first that may be read as a whole: its keys may select the records of a large one. */
async function chooseScan(
  first: ReadPlan,
  alternatives: readonly ReadPlan[],
  readers: PerStore<ViewReader>,
): Promise<ReadPlan> {
  if (alternatives.length < 2) return first
  for (const each of alternatives) {
    const reader = readers[each.view.entity.place.store]
    if ((await findScanProblem(each.view, reader)) === undefined) return each
  }
  return first
}

function countConditions({ anyOf = [] }: ReadPlan): number {
  return anyOf.reduce((sum, each) => sum + each.length, 0)
}

async function planRead(
  view: SqlView,
  needs: StatementNeeds,
  tables: ReadonlyMap<SqlView, ViewTable>,
  readers: PerStore<ViewReader>,
  loaded: ReadonlySet<SqlView>,
): Promise<ReadPlan> {
  const reader = readers[view.entity.place.store]
  const indexed = await reader.listIndexedPaths(view.entity)
  const restrictions: Restriction[] = []
  let keys = 0
  for (const occurrence of needs.occurrences) {
    if (occurrence.view !== view) continue
    const conditions = await listConditions(occurrence, tables, loaded)
    // No record is needed here.
    if (conditions.some(isContradiction)) continue
    const byKey = conditions.filter(({ column, values }) => values !== undefined && indexed.has(column.path))
    keys += Math.min(Infinity, ...byKey.map(({ values = [] }) => values.length))
    restrictions.push(conditions)
  }
  const all = restrictions.some((each) => each.length === 0)
  return { view, keys: all ? Infinity : keys, anyOf: all ? undefined : restrictions }
}

/** The conditions of an occurrence, with the keys of the records that are loaded. */
async function listConditions(
  { view, conditions, links }: Occurrence,
  tables: ReadonlyMap<SqlView, ViewTable>,
  loaded: ReadonlySet<SqlView>,
): Promise<readonly Condition[]> {
  const isStored = ({ path }: ViewColumn): boolean =>
    view.unnested === undefined ||
    view.columns.some((each) => each.path === path && !view.unnested?.elementColumns.includes(each))
  const merged = new Map<ViewColumn, Condition>()
  for (const each of conditions) if (isStored(each.column)) merge(merged, each)
  for (const { column, from, fromColumn } of links) {
    if (!loaded.has(from) || from === view || !isStored(column)) continue
    const values = await tables.get(from)?.listValues(fromColumn, MAX_LINKED_KEYS)
    if (values !== undefined) merge(merged, { column, values })
  }
  return [...merged.values()]
}

/** All conditions of a column in one. */
function merge(found: Map<ViewColumn, Condition>, next: Condition): void {
  const known = found.get(next.column)
  const values =
    known?.values === undefined
      ? next.values
      : next.values === undefined
        ? known.values
        : known.values.filter((value) => next.values?.includes(value))
  const from = latest(known?.from, next.from)
  const to = earliest(known?.to, next.to)
  found.set(next.column, {
    column: next.column,
    ...(values === undefined ? {} : { values }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  })
}

/** A range that ends before it starts. DynamoDB refuses one. */
function isContradiction({ from, to }: Condition): boolean {
  return from !== undefined && to !== undefined && from > to
}

function latest(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}

function earliest(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}

async function loadView(
  plan: ReadPlan,
  needs: StatementNeeds,
  tables: ReadonlyMap<SqlView, ViewTable>,
  readers: PerStore<ViewReader>,
  { allowScan, explain, signal, onRequest }: LoadOptions,
): Promise<void> {
  const { view, keys } = plan
  const reader = readers[view.entity.place.store]
  const table = tables.get(view)
  // Nothing refers to a record: none is needed.
  if (table === undefined || keys === 0) return
  let { anyOf } = plan
  const isScan = keys > reader.maxKeys
  if (isScan && !allowScan) {
    const problem = await findScanProblem(view, reader)
    if (problem !== undefined && keys === Infinity) throw scanNotAllowed(view, problem)
    // Reading all records of a small table is faster than by so many keys.
    if (problem === undefined && keys !== Infinity) anyOf = undefined
  } else if (isScan && keys !== Infinity) {
    anyOf = undefined
  }
  const used = needs.columns.get(view) ?? view.columns
  const { unnested } = view
  const stored = used.filter((each) => !each.path.startsWith('#') && !unnested?.elementColumns.includes(each))
  const columns =
    unnested === undefined
      ? stored
      : [...stored, { name: '', type: 'JSON' as const, path: unnested.path, prefixes: [''] }]
  const pages = reader.read({
    entity: view.entity,
    columns,
    ...(anyOf === undefined ? {} : { anyOf }),
    ...(signal === undefined ? {} : { signal }),
    explain,
    onRequest: (request) => onRequest(view, request),
  })
  for await (const page of pages) {
    signal?.throwIfAborted()
    await table.add(page)
  }
  await table.defineView()
}

/** Why all records of the view should not be read without being asked for. */
async function findScanProblem(view: SqlView, reader: ViewReader): Promise<string | undefined> {
  for (const host of reader.hosts) if (!(await isLocalHost(host))) return `it is on ${host}`
  const count = await reader.estimateCount(view.entity, LARGE_TABLE_RECORDS)
  if (count < LARGE_TABLE_RECORDS) return undefined
  return `it has more than ${LARGE_TABLE_RECORDS.toLocaleString('en-US')} records`
}

function scanNotAllowed(view: SqlView, problem: string): HomeError {
  return new HomeError(QUERY_ERRORS.SCAN_NOT_ALLOWED, {
    message: `The query needs all records of ${view.name}, and ${problem}.`,
    detail: 'No condition or join selects them by a key that the store has an index for.',
    suggestion: 'Add a condition, for example for an id, a user or a family, or pass --allow-scan.',
  })
}
