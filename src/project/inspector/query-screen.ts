import { HomeError } from '../../core/home-error.js'
import { isStoreName, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { formatAddress } from '../../inspect/pages/address.js'
import { INSPECT_ERRORS } from '../../inspect/inspect-errors.js'
import type { Page, PagePrompt, Pane, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { DUCKDB_PACKAGE, isDuckdbInstalled } from '../../query/across/duckdb.js'
import { completeStatement } from '../../query/across/complete-statement.js'
import type { StoreRead } from '../../query/across/open-statements.js'
import { listStatementNames } from '../../query/across/statement-names.js'
import type { QueryPlan } from '../../stores/contracts/query.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { InspectorSources } from './inspector-sources.js'
import { readRows } from './read-query-rows.js'

/** In place of a store: SQL across all of them. */
const ALL = 'all'
const EXAMPLE_ACROSS = [
  'SELECT u.email, count(*) AS todos FROM users u JOIN todos t ON t.owner = u.id GROUP BY u.email',
  'join records of different stores',
] as const
const READ_COLUMNS = ['view', 'store', 'index', 'read', 'request']

/** A statement in the language of a store, or SQL across the stores, and its rows. It cannot change data. */
export const QUERY_SCREEN: Screen<InspectorSources> = {
  name: 'query',
  title: 'Query',
  async open(sources, { parameters: { store, text } }, signal) {
    if (store === undefined || text === undefined) return listExamples(sources)
    const opening = isStoreName(store)
      ? openResult(sources, store, text, signal)
      : openResultAcross(sources, store, text, signal)
    return opening.catch((error: unknown) => {
      // The statement can be corrected. Other errors have no statement.
      if (error instanceof HomeError) return toErrorPage(sources.entities, store, text, error)
      throw error
    })
  },
}

function listExamples({ entities, project }: InspectorSources): Page {
  const [text, description] = EXAMPLE_ACROSS
  const missing = isDuckdbInstalled(project.config.root) ? '' : ` (needs npm install ${DUCKDB_PACKAGE})`
  return {
    address: '/query',
    title: 'Query',
    hint: 'type a statement: postgres SELECT * FROM users; Tab completes names',
    panes: [
      {
        name: 'Examples',
        rows: [...STORE_NAMES.flatMap(listStoreExamples), toExample(ALL, text, `${description}${missing}`)],
      },
    ],
    origin: { command: 'query --help' },
    prompt: createPrompt(entities, ''),
  }
}

function listStoreExamples(store: StoreName): readonly Row[] {
  return getStoreDriver(store).queryLanguage.examples.flatMap(([line, description]) => {
    const text = /^query \w+ (['"])(.*)\1$/.exec(line)?.[2]
    if (text === undefined) return []
    return [toExample(store, text, description)]
  })
}

function toExample(store: string, text: string, description: string): Row {
  return {
    cells: [{ text: store, tone: 'accent' }, { text: description }, { text, tone: 'quiet' }],
    target: formatAddress('query', [], { store, text }),
    id: text,
  }
}

/** A result of SQL across the stores, and what was read for it. */
async function openResultAcross(
  sources: InspectorSources,
  store: string,
  text: string,
  signal: AbortSignal,
): Promise<Page> {
  if (store !== ALL) throw unknownStoreError(store)
  const { root } = sources.project.config
  const { queryAll } = await import('../../query/across/query-all.js')
  const result = await queryAll(sources.endpoints, {
    root,
    entities: sources.entities,
    text,
    signal,
    explain: true,
  })
  const rows = result.rows[Symbol.asyncIterator]()
  signal.addEventListener('abort', () => void result[Symbol.asyncDispose](), { once: true })
  const { first: _, ...page } = await readRows(rows)
  return {
    address: formatAddress('query', [], { store, text }),
    title: text,
    panes: [
      { name: 'Rows', columns: result.columns.map((name) => ({ name })), empty: '0 rows.', ...page },
      toReadsPane(result.reads),
    ],
    origin: { command: formatCommandLine('query', ALL, text) },
    prompt: createPrompt(sources.entities, `${ALL} ${text}`),
  }
}

function toReadsPane(reads: readonly StoreRead[]): Pane {
  const rows = reads.map(({ store, view, index, examined, returned, request }) => ({
    cells: [
      { text: view },
      { text: store },
      index === null ? ({ text: '(full scan)', tone: 'warning' } as const) : { text: index ?? '' },
      { text: String(examined ?? returned) },
      { text: request, tone: 'quiet' } as const,
    ],
    id: request,
  }))
  return { name: 'Read', columns: READ_COLUMNS.map((name) => ({ name })), rows, empty: 'Nothing.' }
}

async function openResult(
  sources: InspectorSources,
  store: StoreName,
  text: string,
  signal: AbortSignal,
): Promise<Page> {
  const [runner, stores] = await Promise.all([getStoreDriver(store).loadQuery(), sources.stores()])
  const result = await runner.query(stores[store], { text, parameters: new Map(), write: false, signal })
  const rows = result.rows[Symbol.asyncIterator]()
  // A result that is not read to its end keeps a connection.
  signal.addEventListener('abort', () => void rows.return?.(), { once: true })
  // Not before the query has begun: the store would log an error of the statement twice.
  const planned = runner.plan?.(stores[store], text, signal).catch(() => undefined)
  const { first, ...page } = await readRows(rows)
  const columns = result.columns ?? first?.names ?? []
  return {
    address: formatAddress('query', [], { store, text }),
    title: text,
    subtitle: result.summary?.() ?? '',
    panes: [
      { name: 'Rows', columns: columns.map((name) => ({ name })), empty: '0 rows.', ...page },
      ...toPlanPane(await planned),
    ],
    origin: { store, command: formatCommandLine('query', store, text) },
    prompt: createPrompt(sources.entities, `${store} ${text}`),
  }
}

/** None if the store tells no plan. */
function toPlanPane(plan: QueryPlan | undefined): readonly Pane[] {
  if (plan === undefined) return []
  const rows = plan.map(({ text, isScan }) => ({
    cells: [isScan ? ({ text, tone: 'warning' } as const) : { text }],
    id: text.trim(),
  }))
  return [{ name: 'Plan', rows }]
}

function toErrorPage(entities: EntityRegistry, store: string, text: string, error: HomeError): Page {
  const { message, detail, suggestion, code } = error
  const lines = [message, ...(detail?.split('\n') ?? []), suggestion ?? '', code]
  return {
    address: formatAddress('query', [], { store, text }),
    title: `✗ ${text}`,
    hint: 'e edits the statement',
    panes: [
      {
        name: 'Error',
        rows: lines.filter((line) => line !== '').map((line) => ({ cells: [{ text: line }], id: line })),
      },
    ],
    origin: { store, command: formatCommandLine('query', store, text) },
    prompt: createPrompt(entities, `${store} ${text}`),
  }
}

function createPrompt(entities: EntityRegistry, initial: string): PagePrompt {
  const names = listStatementNames(entities)
  return {
    complete: (entered) => completeStatement(names, entered),
    label: 'query',
    initial,
    toAddress(entered) {
      const [, store = '', text = ''] = /^\s*(\w+)\s+([\s\S]+)$/.exec(entered) ?? []
      // Without a store, it is SQL.
      return isStoreName(store) || store === ALL
        ? formatAddress('query', [], { store, text })
        : formatAddress('query', [], { store: 'postgres', text: entered })
    },
  }
}

function unknownStoreError(store: string): HomeError {
  return new HomeError(INSPECT_ERRORS.UNKNOWN_PAGE, {
    message: `There is no store "${store}".`,
    suggestion: `Stores: ${STORE_NAMES.join(', ')}, or ${ALL} of them.`,
  })
}
