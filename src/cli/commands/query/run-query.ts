import type { StoreName } from '../../../core/store-name.js'
import { parseParameters } from '../../../query/parse-parameters.js'
import type { KeyQuery } from '../../../stores/contracts/query.js'
import { getStoreDriver } from '../../../stores/registry.js'
import type { CommandContext } from '../../command-context.js'
import { UsageError } from '../../usage-error.js'
import { assertUtf8Arguments } from './assert-utf8-arguments.js'
import { printQueryResult } from './print-query-result.js'
import { readQueryText } from './read-query-text.js'
import { type FormatFlags, toRowFormat } from './to-row-format.js'

interface QueryRequest extends FormatFlags {
  /** The query text given as an argument. */
  readonly given: string | undefined
  readonly file: string | undefined
  readonly param?: readonly string[]
  /** Instead of a text. */
  readonly keys?: KeyQuery | undefined
  readonly write: boolean
  /** Maximum number of rows. */
  readonly limit?: number | undefined
  /** What the output of the previous rows ended with. */
  readonly continue?: string | undefined
  readonly pager: boolean
}

/** Reads the query, sends it to the store and streams the result to stdout. */
export async function runQuery(
  name: StoreName,
  context: CommandContext,
  { given, file, param = [], keys, write, limit, continue: after, pager, ...formats }: QueryRequest,
): Promise<void> {
  const { globals, signal } = context
  const format = toRowFormat(context, formats)
  assertUtf8Arguments([given ?? '', ...param, ...Object.values(keys ?? {}).map(String)])
  const text = keys === undefined ? await readQueryText(name, given, file, globals.cwd) : undefined
  const project = await context.project()
  const parameters = parseParameters(param)
  const page =
    getStoreDriver(name).queryLanguage.canContinue && (limit !== undefined || after !== undefined)
      ? { ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }) }
      : undefined
  const options = { signal, ...(page === undefined ? {} : { page }) }
  const runner = await getStoreDriver(name).loadQuery()
  await using store = await project.connectStore(name)
  const result =
    text === undefined
      ? keys && runner.queryByKeys?.(store, { ...keys, ...options })
      : runner.query(store, { text, parameters, write, ...options })
  if (result === undefined) throw new UsageError({ message: `${name} cannot be queried by keys.` })
  await printQueryResult(context, await result, {
    format,
    limit,
    pager,
    wide: formats.wide,
    columns: formats.columns?.split(',').map((each) => each.trim()),
  })
}
