import path from 'node:path'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { parseParameters } from '../../../query/parse-parameters.js'
import { listViews } from '../../../query/across/views.js'
import type { CommandContext } from '../../command-context.js'
import { UsageError } from '../../usage-error.js'
import { assertUtf8Arguments } from './assert-utf8-arguments.js'
import { printQueryResult } from './print-query-result.js'
import { readQueryText } from './read-query-text.js'
import { renderStoreReads } from './render-store-reads.js'
import { type FormatFlags, toRowFormat } from './to-row-format.js'

interface QueryAllRequest extends FormatFlags {
  readonly given: string | undefined
  readonly file: string | undefined
  readonly param: readonly string[]
  readonly limit?: number | undefined
  readonly pager: boolean
  readonly output?: string | undefined
  readonly schema: boolean
  readonly explain: boolean
  readonly allowScan: boolean
}

/** Runs SQL across the three stores, or shows the views it can use. */
export async function runQueryAll(context: CommandContext, request: QueryAllRequest): Promise<void> {
  const { given, file, param, limit, pager, output: target, explain, allowScan, ...formats } = request
  const { output, globals, signal } = context
  if (request.schema) {
    if (given !== undefined) throw new UsageError({ message: '--schema takes no query.' })
    const { entities } = await (await context.project()).extensions()
    printSchema(context, entities)
    return
  }
  if (target !== undefined && !/\.(?:parquet|csv)$/i.test(target))
    throw new UsageError({
      message: `Cannot write ${target}.`,
      hint: 'The name must end with .parquet or .csv.',
    })
  const format = toRowFormat(context, formats)
  assertUtf8Arguments([given ?? '', ...param])
  const text = await readQueryText('all', given, file, globals.cwd)
  const parameters = parseParameters(param)
  const project = await context.project()
  await using result = await project.query({
    text,
    parameters,
    signal,
    explain,
    allowScan,
    ...(target === undefined ? {} : { file: path.resolve(globals.cwd, target) }),
    onWarning: (message) => output.warn(message),
  })
  if (explain) {
    let rows = 0
    for await (const _row of result.rows) rows++
    const totals = { reads: result.reads.length, rows }
    output.printResult({ items: result.reads, ...totals }, (style) =>
      renderStoreReads(result.reads, rows, style),
    )
    return
  }
  if (target !== undefined) {
    output.note(result.summary?.() ?? '')
    return
  }
  await printQueryResult(context, result, {
    format,
    limit,
    pager,
    wide: formats.wide,
    columns: formats.columns?.split(',').map((each) => each.trim()),
  })
}

function printSchema({ output }: CommandContext, entities: EntityRegistry): void {
  const items = listViews(entities.all).map(({ name, entity, columns }) => ({
    name,
    store: entity.place.store,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type === 'DECIMAL' ? 'DECIMAL(38,2)' : column.type,
    })),
  }))
  const width = Math.max(...items.flatMap(({ columns }) => columns.map(({ name }) => name.length)))
  output.printResult({ items }, (style) =>
    items
      .map(({ name, store, columns }) =>
        [
          `${style.bold(name)} ${style.dim(`(${store})`)}`,
          ...columns.map((column) => `  ${column.name.padEnd(width)}  ${column.type}`),
        ].join('\n'),
      )
      .join('\n\n'),
  )
}
