import type { DuckDBValue } from '@duckdb/node-api'
import type { Endpoints } from '../../core/store-types.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { formatJson, JsonNumber, type JsonValue } from '../../core/json.js'
import type { StoreName } from '../../core/store-name.js'
import type { QueryParameters, QueryResult, ResultRow } from '../../stores/contracts/query.js'
import type { ViewRequest } from '../../stores/contracts/view-reader.js'
import { analyzeStatement } from './analyze-statement.js'
import type { StatementNeeds } from './statement-needs.js'
import { loadViews } from './load-views.js'
import { openReaders } from './open-readers.js'
import { parseStatement } from './parse-statement.js'
import { type DuckdbSession, openSession, type SessionOptions } from './session.js'
import { createRowConverter } from './to-all-row.js'
import { addOtherColumns } from './add-other-columns.js'
import { isUnknownColumn, toQueryError } from './to-query-error.js'
import { ViewTable } from './view-table.js'
import { listViews, type SqlView } from './views.js'

export interface Statement {
  readonly text: string
  /** Values of `:name` or `$name`. */
  readonly parameters?: QueryParameters
}

export interface StatementOptions extends SessionOptions {
  /** The entities that have views. */
  readonly entities: EntityRegistry
  readonly statements: readonly Statement[]
  /** Reads all records of a table even if it is large or on another machine. */
  readonly allowScan?: boolean
  /** Asks the stores which indexes they used. */
  readonly explain?: boolean
  readonly signal?: AbortSignal
  readonly onWarning?: (message: string) => void
  /** Reads all records of each view instead of those that are needed. For tests. */
  readonly readEverything?: boolean
  /** Converts an error of the statement at this position. */
  readonly toError?: (error: unknown, index: number) => unknown
}

/** What was read from a store. */
export interface StoreRead extends ViewRequest {
  readonly store: StoreName
  readonly view: string
}

export interface BoundStatement {
  readonly text: string
  readonly values: Record<string, DuckDBValue>
}

/** Statements whose records are loaded. */
export interface OpenStatements extends AsyncDisposable {
  readonly session: DuckdbSession
  readonly bound: readonly BoundStatement[]
  readonly reads: readonly StoreRead[]
  run(index: number): Promise<QueryResult & { readonly columns: readonly string[] }>
}

const INTERRUPT_INTERVAL_MS = 50

/** Parses the statements and loads the records that they need, each view once. */
export async function openStatements(
  endpoints: Endpoints,
  options: StatementOptions,
): Promise<OpenStatements> {
  const { signal, toError = (error: unknown) => error } = options
  const session = await openSession(options)
  const stopInterrupting = interruptWhenAborted(session, signal)
  const close = once(async () => {
    stopInterrupting()
    await session[Symbol.asyncDispose]()
  })
  const convert = (error: unknown, index: number): unknown => toError(toQueryError(error, signal), index)
  try {
    const { bound, reads } = await loadStatements(session, endpoints, options, convert)
    const run: OpenStatements['run'] = async (index) => {
      const { text, values } = bound[index] ?? { text: '', values: {} }
      const result = await session.connection.stream(text, values).catch((error: unknown) => {
        throw convert(error, index)
      })
      const columns = result.columnNames()
      const toRow = createRowConverter(session.duckdb, columns, result.columnTypes())
      async function* read(): AsyncGenerator<ResultRow> {
        try {
          for await (const rows of result.yieldRows()) {
            signal?.throwIfAborted()
            for (const row of rows) yield toRow(row)
          }
        } catch (error) {
          throw convert(error, index)
        }
      }
      return { columns, rows: read() }
    }
    return { session, bound, reads, run, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw toQueryError(error, signal)
  }
}

/**
 * Interrupts statements once the signal is aborted, until the returned function is called. Repeatedly, because DuckDB forgets an
 * interrupt from just before a statement starts.
 */
function interruptWhenAborted({ connection }: DuckdbSession, signal: AbortSignal | undefined): () => void {
  let timer: NodeJS.Timeout | undefined
  const interrupt = (): void => {
    connection.interrupt()
    timer = setInterval(() => connection.interrupt(), INTERRUPT_INTERVAL_MS)
  }
  if (signal?.aborted) interrupt()
  else signal?.addEventListener('abort', interrupt, { once: true })
  return () => {
    signal?.removeEventListener('abort', interrupt)
    clearInterval(timer)
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return async () => (done ??= run())
}

/** With the columns of the entities; if one is unknown, also with those that migrations of the user have added. */
async function loadStatements(
  session: DuckdbSession,
  endpoints: Endpoints,
  options: StatementOptions,
  convert: (error: unknown, index: number) => unknown,
): Promise<Pick<OpenStatements, 'bound' | 'reads'>> {
  const views = listViews(options.entities.all)
  const load = async (all: readonly SqlView[]): Promise<Pick<OpenStatements, 'bound' | 'reads'>> =>
    loadWithViews(session, endpoints, all, options, convert)
  try {
    return await load(views)
  } catch (error) {
    if (!isUnknownColumn(error)) throw error
    const extended = await addOtherColumns(views, endpoints)
    if (extended === undefined) throw error
    return load(extended)
  }
}

async function loadWithViews(
  session: DuckdbSession,
  endpoints: Endpoints,
  all: readonly SqlView[],
  options: StatementOptions,
  convert: (error: unknown, index: number) => unknown,
): Promise<Pick<OpenStatements, 'bound' | 'reads'>> {
  const views = new Map(all.map((view) => [view.name, view]))
  const bound: BoundStatement[] = []
  const found: StatementNeeds[] = []
  for (const [
    i,
    { text: original, parameters = new Map<string, JsonValue>() },
  ] of options.statements.entries()) {
    try {
      const { tree, text } = await parseStatement(session, original, parameters)
      found.push(analyzeStatement(tree, views, parameters))
      const values = Object.fromEntries([...parameters].map(([name, value]) => [name, toDuckdbValue(value)]))
      bound.push({ text, values })
    } catch (error) {
      throw convert(error, i)
    }
  }
  const needs = combineNeeds(found, options.readEverything ?? false)
  const tables = new Map<SqlView, ViewTable>()
  for (const view of views.values()) {
    const table = new ViewTable(session, view)
    await table.create(listUsed(view, needs))
    tables.set(view, table)
  }
  // An error of a statement is reported before anything is read.
  for (const [i, { text }] of bound.entries()) {
    try {
      ;(await session.connection.prepare(text)).destroySync()
    } catch (error) {
      throw convert(error, i)
    }
  }
  const reads: StoreRead[] = []
  const stores = new Set(needs.occurrences.map(({ view }) => view.entity.place.store))
  await using readers = await openReaders(endpoints, stores)
  await loadViews(needs, tables, readers.readers, {
    allowScan: options.allowScan ?? false,
    explain: options.explain ?? false,
    signal: options.signal,
    onRequest: (view, request) => reads.push({ store: view.entity.place.store, view: view.name, ...request }),
  })
  for (const table of tables.values()) warnOfInvalidValues(table, options)
  return { bound, reads }
}

function combineNeeds(found: readonly StatementNeeds[], readEverything: boolean): StatementNeeds {
  const occurrences = found.flatMap((each) => each.occurrences)
  const views = new Set(occurrences.map(({ view }) => view))
  const columns = [...views].map((view) => {
    const used = new Set(found.flatMap((each) => each.columns.get(view) ?? []))
    return [view, view.columns.filter((column) => used.has(column))] as const
  })
  return {
    columns: new Map(columns),
    occurrences: readEverything
      ? occurrences.map(({ view }) => ({ view, conditions: [], links: [] }))
      : occurrences,
  }
}

function listUsed(view: SqlView, needs: StatementNeeds): SqlView['columns'] {
  return needs.columns.get(view) ?? []
}

function warnOfInvalidValues({ view, invalid }: ViewTable, { onWarning }: StatementOptions): void {
  for (const [column, count] of invalid) {
    const subject =
      count === 1 ? `1 value of ${view.name}.${column} is` : `${count} values of ${view.name}.${column} are`
    onWarning?.(`${subject} not of its type and NULL here.`)
  }
}

function toDuckdbValue(value: JsonValue): DuckDBValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof JsonNumber) {
    const text = formatJson(value)
    return /^-?\d+$/.test(text) ? BigInt(text) : Number(text)
  }
  return formatJson(value)
}
