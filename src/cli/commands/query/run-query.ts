import type { StoreName } from '../../../core/store-name.js'
import { formatRows, type RowFormat } from '../../../query/format-rows.js'
import { parseParameters } from '../../../query/parse-parameters.js'
import type { QueryResult } from '../../../stores/contracts/query.js'
import { getStoreDriver } from '../../../stores/registry.js'
import type { Project } from '../../../project/project.js'
import type { CommandContext } from '../../command.js'
import { UsageError } from '../../usage-error.js'
import { readQueryText } from './read-query-text.js'

type Options = Readonly<Record<string, unknown>>

/** Output is written in chunks of about this size: one write per row would dominate the time of a large result. */
const OUTPUT_CHUNK_CHARACTERS = 65_536

/** Reads the query, sends it to the store and streams the result to stdout. */
export async function runQuery(
  store: StoreName,
  context: CommandContext,
  text: string | undefined,
  options: Options,
): Promise<void> {
  const { output, signal } = context
  const format = parseRowFormat(context, options)
  const byKeys = isKeyQuery(text, options)
  const query = byKeys ? undefined : await readQueryText(store, text, options['file'], context.globals.cwd)
  const project = await context.project()
  await using open = await sendQuery(store, project, query, options, signal)
  const { result } = open
  let chunk = ''
  let count = 0
  const rows = formatRows(result, {
    format,
    formatHeader: (line) => output.style.bold(line.trimEnd()) + '\n',
    onUnlistedColumn: (name) =>
      output.warn(`Later rows also have ${name}, which is not shown. Use --ndjson to show all fields.`),
    onDuplicateColumn: (name) =>
      output.warn(
        `Two columns are named ${name}. JSON parsers keep only one; use AS to give them distinct names.`,
      ),
    onEnd: (total) => (count = total),
  })
  for await (const row of rows) {
    if (signal.aborted) return
    chunk += row
    if (chunk.length < OUTPUT_CHUNK_CHARACTERS) continue
    await output.printRaw(chunk)
    chunk = ''
  }
  await output.printRaw(chunk)
  output.note(result.summary?.() ?? `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`)
}

interface OpenQuery extends AsyncDisposable {
  readonly result: QueryResult
}

/** Connects to the store and sends the query; disposing closes the connection. Without a text, queries by keys. */
async function sendQuery(
  name: StoreName,
  project: Project,
  text: string | undefined,
  options: Options,
  signal: AbortSignal,
): Promise<OpenQuery> {
  const parameters = parseParameters((options['param'] as readonly string[] | undefined) ?? [])
  const runner = await getStoreDriver(name).loadQuery()
  const store = await project.connectStore(name)
  const close = async (): Promise<void> => store[Symbol.asyncDispose]()
  try {
    const result =
      text === undefined
        ? runner.queryByKeys?.(store, { ...parseKeyConditions(options), signal })
        : runner.query(store, { text, parameters, write: options['write'] === true, signal })
    if (result === undefined) throw new UsageError({ message: `${name} cannot be queried by keys.` })
    return { result: await result, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Whether the query consists of key conditions. Throws `USAGE` if they are incomplete or combined with a query text. */
function isKeyQuery(text: string | undefined, options: Options): boolean {
  const given = ['sk', 'skBeginsWith', 'index', 'descending'].filter((name) => options[name] !== undefined)
  if (options['pk'] === undefined && given.length === 0) return false
  const problem =
    options['pk'] === undefined
      ? '--sk, --sk-begins-with, --index and --descending require --pk.'
      : text !== undefined || options['file'] !== undefined
        ? 'Pass either key conditions or a query text, not both.'
        : undefined
  if (problem === undefined) return true
  throw new UsageError({ message: problem })
}

function parseKeyConditions(options: Options): {
  readonly pk: string
  readonly sk?: string
  readonly skBeginsWith?: string
  readonly index?: string
  readonly descending: boolean
} {
  const text = (name: string): Record<string, string> =>
    typeof options[name] === 'string' ? { [name]: options[name] } : {}
  const given = { ...text('sk'), ...text('skBeginsWith'), ...text('index') }
  return { pk: String(options['pk']), ...given, descending: options['descending'] === true }
}

function parseRowFormat(context: CommandContext, options: Options): RowFormat {
  const given = [
    ...(context.globals.json ? (['json'] as const) : []),
    ...(options['ndjson'] === true ? (['ndjson'] as const) : []),
    ...(options['csv'] === true ? (['csv'] as const) : []),
  ]
  if (given.length > 1) {
    throw new UsageError({ message: `Choose one output format: --${given.join(' or --')}.` })
  }
  return given[0] ?? 'table'
}
