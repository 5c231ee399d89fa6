import { HomeError } from '../../core/home-error.js'
import { isStoreName, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { formatAddress } from '../../inspect/pages/address.js'
import { INSPECT_ERRORS } from '../../inspect/inspect-errors.js'
import type { Page, PagePrompt, Pane, PaneRows, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { formatCommandLine } from '../../inspect/records/command-line.js'
import type { QueryPlan, ResultRow } from '../../stores/contracts/query.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { InspectorSources } from './inspector-sources.js'

const PAGE_SIZE = 200

/** A statement in the language of a store, and its rows. It cannot change data. */
export const QUERY_SCREEN: Screen<InspectorSources> = {
  name: 'query',
  title: 'Query',
  async open(sources, { parameters: { store, text } }, signal) {
    if (store === undefined || text === undefined) return listExamples()
    if (!isStoreName(store)) throw unknownStoreError(store)
    return openResult(sources, store, text, signal).catch((error: unknown) => {
      // The statement can be corrected. Other errors have no statement.
      if (error instanceof HomeError) return toErrorPage(store, text, error)
      throw error
    })
  },
}

function listExamples(): Page {
  return {
    address: '/query',
    title: 'Query',
    subtitle: 'e enters a statement: the store, then the text, as in: postgres SELECT * FROM users',
    panes: [{ name: 'Examples', rows: STORE_NAMES.flatMap(listStoreExamples) }],
    origin: { command: 'query --help' },
    prompt: createPrompt(''),
  }
}

function listStoreExamples(store: StoreName): readonly Row[] {
  return getStoreDriver(store).queryLanguage.examples.flatMap(([line, description]) => {
    const text = /^query \w+ (['"])(.*)\1$/.exec(line)?.[2]
    if (text === undefined) return []
    return [
      {
        cells: [{ text: store, tone: 'accent' }, { text: description }, { text, tone: 'quiet' }],
        target: formatAddress('query', [], { store, text }),
        id: text,
      } satisfies Row,
    ]
  })
}

async function openResult(
  sources: InspectorSources,
  store: StoreName,
  text: string,
  signal: AbortSignal,
): Promise<Page> {
  const [runner, stores] = await Promise.all([getStoreDriver(store).loadQuery(), sources.stores()])
  // Its error is that of the query.
  const planned = runner.plan?.(stores[store], text, signal).catch(() => undefined)
  const result = await runner.query(stores[store], { text, parameters: new Map(), write: false, signal })
  const rows = result.rows[Symbol.asyncIterator]()
  // A result that is not read to its end keeps a connection.
  signal.addEventListener('abort', () => void rows.return?.(), { once: true })
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
    prompt: createPrompt(`${store} ${text}`),
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

function toErrorPage(store: StoreName, text: string, error: HomeError): Page {
  const { message, detail, suggestion, code } = error
  const lines = [message, ...(detail?.split('\n') ?? []), suggestion ?? '', code]
  return {
    address: formatAddress('query', [], { store, text }),
    title: `✗ ${text}`,
    subtitle: 'e edits the statement',
    panes: [
      {
        name: 'Error',
        rows: lines.filter((line) => line !== '').map((line) => ({ cells: [{ text: line }], id: line })),
      },
    ],
    origin: { store, command: formatCommandLine('query', store, text) },
    prompt: createPrompt(`${store} ${text}`),
  }
}

async function readRows(
  rows: AsyncIterator<ResultRow>,
): Promise<PaneRows & { readonly first: ResultRow | undefined }> {
  const read: ResultRow[] = []
  while (read.length < PAGE_SIZE) {
    const next = await rows.next()
    if (next.done === true) return { rows: read.map(toRow), first: read[0] }
    read.push(next.value)
  }
  return { rows: read.map(toRow), first: read[0], more: { read: async () => readRows(rows) } }
}

function toRow(row: ResultRow): Row {
  return {
    cells: row.names.map((_, i) => {
      const text = row.text(i)
      return text === null ? { text: 'NULL', tone: 'quiet' } : { text }
    }),
    id: row.names.length === 0 ? '' : (row.text(0) ?? ''),
    value: JSON.parse(row.json()) as unknown,
  }
}

function createPrompt(initial: string): PagePrompt {
  return {
    label: 'query',
    initial,
    toAddress(entered) {
      const [, store = '', text = ''] = /^\s*(\w+)\s+([\s\S]+)$/.exec(entered) ?? []
      // Without a store, it is SQL.
      return isStoreName(store)
        ? formatAddress('query', [], { store, text })
        : formatAddress('query', [], { store: 'postgres', text: entered })
    },
  }
}

function unknownStoreError(store: string): HomeError {
  return new HomeError(INSPECT_ERRORS.UNKNOWN_PAGE, {
    message: `There is no store "${store}".`,
    suggestion: `Stores: ${STORE_NAMES.join(', ')}.`,
  })
}
