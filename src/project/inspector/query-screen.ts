import { HomeError } from '../../core/home-error.js'
import { isStoreName, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { formatAddress, parseAddress } from '../../inspect/pages/address.js'
import { INSPECT_ERRORS } from '../../inspect/inspect-errors.js'
import type { Page, PagePrompt, Pane, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { DUCKDB_PACKAGE, isDuckdbInstalled } from '../../query/across/duckdb.js'
import { completeStatement } from '../../query/across/complete-statement.js'
import type { StoreRead } from '../../query/across/open-statements.js'
import { guessStore } from '../../query/across/guess-store.js'
import { listStatementNames } from '../../query/across/statement-names.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'
import type { QueryPlan, QueryResult } from '../../stores/contracts/query.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { InspectorSources } from './inspector-sources.js'
import { type RanStatement, readStatements, recordStatement } from '../state/recent-statements.js'
import { openQueryRow } from './query-row-page.js'
import { readRows } from './read-query-rows.js'

/** In place of a store: SQL across all of them. */
const ALL = 'all'
const EXAMPLE_ACROSS = [
  'SELECT u.email, count(*) AS todos FROM users u JOIN todos t ON t.owner = u.id GROUP BY u.email',
  'join records of different stores',
] as const
const RESULT_HINT = 'Enter opens a row, e edits the statement'
const RECENT_COLUMNS = [{ name: 'STORE' }, { name: 'STATEMENT', importance: 1 }]
const READ_COLUMNS = ['view', 'store', 'index', 'read', 'request']

/** A statement in the language of a store, or SQL across the stores, and its rows. It cannot change data. */
export const QUERY_SCREEN: Screen<InspectorSources> = {
  name: 'query',
  title: 'Query',
  async open(sources, { parameters: { store, text, row } }, signal) {
    if (store === undefined || text === undefined) return listStatements(sources)
    if (row === undefined && isTarget(store)) recordStatement(sources.project.config.home, { store, text })
    const opening = isStoreName(store)
      ? openResult(sources, store, text, signal)
      : openResultAcross(sources, store, text, signal)
    const opened = row === undefined ? opening : opening.then(async (page) => openRowAgain(page, Number(row)))
    return opened.catch((error: unknown) => {
      // The statement can be corrected. Other errors have no statement.
      if (error instanceof HomeError) return toErrorPage(sources, store, text, error)
      throw error
    })
  },
}

/** Examples, and what was run before. */
function listStatements(sources: InspectorSources): Page {
  const { project } = sources
  const [text, description] = EXAMPLE_ACROSS
  const recent = readStatements(project.config.home)
  const missing = isDuckdbInstalled(project.config.root) ? '' : ` (needs npm install ${DUCKDB_PACKAGE})`
  return {
    address: '/query',
    title: 'Query',
    hint: 'type a statement: postgres SELECT * FROM users; Tab completes names, ↑ recalls statements',
    panes: [
      {
        name: 'Examples',
        columns: [{ name: 'STORE' }, { name: 'EXAMPLE' }, { name: 'STATEMENT', importance: 1 }],
        rows: [...STORE_NAMES.flatMap(listStoreExamples), toExample(ALL, text, `${description}${missing}`)],
      },
      ...(recent.length === 0
        ? []
        : [{ name: 'Recent', columns: RECENT_COLUMNS, rows: recent.map(toRecent) }]),
    ],
    origin: { command: 'query --help' },
    prompt: createPrompt(sources, ''),
  }
}

function toRecent({ store, text }: RanStatement): Row {
  return {
    cells: [{ text: store, tone: 'accent' }, { text }],
    target: formatAddress('query', [], { store, text }),
    id: text,
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
  signal.addEventListener('abort', () => void result[Symbol.asyncDispose](), { once: true })
  return {
    address: formatAddress('query', [], { store, text }),
    title: text,
    hint: RESULT_HINT,
    panes: [await toRowsPane(sources, { store, text }, result, signal), toReadsPane(result.reads)],
    origin: { command: formatCommandLine('query', ALL, text) },
    prompt: createPrompt(sources, toEntered({ store, text })),
  }
}

async function toRowsPane(
  sources: InspectorSources,
  statement: RanStatement,
  result: QueryResult,
  signal: AbortSignal,
): Promise<Pane> {
  const command = formatCommandLine('query', statement.store, statement.text)
  const page = await readRows(result, signal, async (row) => ({
    ...(await openQueryRow(sources, statement, row)),
    origin: { ...(statement.store === ALL ? {} : { store: statement.store }), command },
  }))
  return { name: 'Rows', keepsOrder: true, showsCount: true, empty: '0 rows.', ...page }
}

/** The statement is run again: its rows may be others now. */
async function openRowAgain({ panes: [{ rows, more }], ...page }: Page, number: number): Promise<Page> {
  let all = rows
  for (let next = more; next !== undefined && all.length < number;) {
    const read = await next.read()
    all = [...all, ...read.rows]
    next = read.more
  }
  return (
    all[number - 1]?.page?.() ?? {
      ...page,
      panes: [{ name: 'Row', rows: [], empty: `There is no row ${number} now.` }],
    }
  )
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
  // Not before the query has begun: the store would log an error of the statement twice.
  const planned = runner.plan?.(stores[store], text, signal).catch(() => undefined)
  const rows = await toRowsPane(sources, { store, text }, result, signal)
  return {
    address: formatAddress('query', [], { store, text }),
    title: text,
    subtitle: result.summary?.() ?? '',
    hint: RESULT_HINT,
    panes: [rows, ...toPlanPane(await planned)],
    origin: { store, command: formatCommandLine('query', store, text) },
    prompt: createPrompt(sources, toEntered({ store, text })),
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

function toErrorPage(sources: InspectorSources, store: string, text: string, error: HomeError): Page {
  const { message, detail, suggestion = '', code } = error
  const isWrite = isStoreName(store) && code === QUERY_ERRORS.WRITE_NOT_ALLOWED.code
  const command = formatCommandLine('query', store, ...(isWrite ? ['--write'] : []), text)
  const advice = isWrite ? `To change data, run homemanager ${command}` : nameCommand(suggestion, command)
  const lines = [message, ...(detail?.split('\n') ?? []), ...advice.split('\n'), code]
  return {
    address: formatAddress('query', [], { store, text }),
    title: `✗ ${text}`,
    hint: 'e edits the statement',
    panes: [
      {
        name: 'Error',
        wraps: true,
        rows: lines.filter((line) => line !== '').map((line) => ({ cells: [{ text: line }], id: line })),
      },
    ],
    origin: { store, command },
    prompt: createPrompt(sources, toEntered({ store, text })),
  }
}

/** The options that a suggestion names are those of the command: statements that are entered here have none. */
function nameCommand(suggestion: string, command: string): string {
  const namesOption = /(?:^| )--?[a-z]/.test(suggestion) && !suggestion.includes('homemanager ')
  return namesOption ? `${suggestion}\nOptions are given to homemanager ${command}` : suggestion
}

function isTarget(store: string): boolean {
  return isStoreName(store) || store === ALL
}

/** A statement as it is entered. */
function toEntered({ store, text }: RanStatement): string {
  return `${store} ${text}`
}

function createPrompt({ entities, project }: InspectorSources, initial: string): PagePrompt {
  const names = listStatementNames(entities)
  return {
    complete: (entered) => completeStatement(names, entered),
    label: 'query',
    initial,
    toAddress(entered) {
      const [, store = '', text = ''] = /^\s*(\w+)\s+([\s\S]+)$/.exec(entered) ?? []
      return isTarget(store)
        ? formatAddress('query', [], { store, text })
        : formatAddress('query', [], { store: guessStore(entered), text: entered })
    },
    toText(address) {
      const { store, text } = parseAddress(address).parameters
      return store === undefined || text === undefined ? undefined : toEntered({ store, text })
    },
    history: () => readStatements(project.config.home).map(toEntered),
  }
}

function unknownStoreError(store: string): HomeError {
  return new HomeError(INSPECT_ERRORS.UNKNOWN_PAGE, {
    message: `There is no store "${store}".`,
    suggestion: `Stores: ${STORE_NAMES.join(', ')}, or ${ALL} of them.`,
  })
}
