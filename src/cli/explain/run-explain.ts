import { resolveConfig } from '../../config/resolve-config.js'
import { EXIT } from '../../core/home-error.js'
import { FINDINGS } from '../../inspect/patterns/access-pattern.js'
import {
  choosePatterns,
  type PatternResult,
  runPatterns,
  wantingFindings,
} from '../../inspect/patterns/run-patterns.js'
import { type Projection, projectPatterns } from '../../inspect/projection/project-patterns.js'
import { tableShape } from '../../inspect/projection/table-shape.js'
import type { Column, Output } from '../../output/output.js'
import { connectStores } from '../../stack/connect-stores.js'
import type { Stores } from '../../stores/stores.js'
import type { CommandContext } from '../command.js'
import { showProjection } from './show-projection.js'

/** Shows the patterns as a table or as JSON; exit code 4 when any has a finding. */
export async function explain(
  context: CommandContext,
  names: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { output } = context
  const patterns = choosePatterns(names.filter((name) => name !== undefined))
  const config = await resolveConfig(context.globals)
  await using stores = await connectStores(config)
  const results = await runPatterns(stores, patterns)
  const wanting = results.filter((result) => wantingFindings(result).length > 0)
  const records = options['projectTo']
  const projection = typeof records === 'number' ? await project(stores, results, records) : undefined
  const extra = projection === undefined ? {} : { projection }
  output.answer({ ok: wanting.length === 0, patterns: results.map(asJson), ...extra }, () =>
    [
      output.table(results, COLUMNS),
      ...(options['plan'] === true ? ['', ...results.map(planLine)] : []),
      ...(projection === undefined ? [] : ['', showProjection(projection, output)]),
    ].join('\n'),
  )
  for (const result of wanting) {
    const { pattern, measure } = result
    const why = wantingFindings(result)
      .map((finding) => FINDINGS[finding])
      .join(', ')
    output.warn(
      `${pattern.name} must use ${pattern.index}: ${why}${measure.problem === undefined ? '' : ` (${measure.problem})`}`,
    )
  }
  output.note(
    wanting.length === 0
      ? `All ${results.length} access patterns use their index.`
      : `${wanting.length} of ${results.length} access patterns are not served as they must be.`,
  )
  return wanting.length === 0 ? EXIT.done : EXIT.foundWanting
}

/** The shape is read from the whole table, whatever patterns were chosen. */
async function project(
  stores: Stores,
  results: readonly PatternResult[],
  records: number,
): Promise<Projection> {
  return projectPatterns(results, await tableShape(stores.dynamodb), records)
}

const COLUMNS: readonly Column<PatternResult>[] = [
  {
    heading: '',
    cell: (result, style) => (wantingFindings(result).length === 0 ? style.green('✓') : style.red('✗')),
  },
  { heading: 'pattern', cell: ({ pattern }) => pattern.name },
  { heading: 'store', cell: ({ pattern }) => pattern.store },
  {
    heading: 'index',
    cell: ({ pattern, measure }) => measure.indexes.join(', ') || `none (${pattern.index})`,
  },
  { heading: 'read', align: 'right', cell: ({ measure }) => measure.examined.toLocaleString('en-US') },
  { heading: 'returned', align: 'right', cell: ({ measure }) => measure.returned.toLocaleString('en-US') },
  { heading: 'RCU', align: 'right', cell: ({ measure }) => measure.capacity?.toString() ?? '' },
  {
    heading: 'ms',
    align: 'right',
    cell: ({ measure }) => measure.elapsedMs.toFixed(measure.elapsedMs < 1 ? 2 : 1),
  },
  { heading: 'findings', cell: findingsText },
]

function findingsText({ pattern, measure }: PatternResult, style: Output['style']): string {
  return measure.findings
    .map((finding) =>
      pattern.accepts?.[finding] === undefined ? style.red(finding) : style.dim(`${finding} (accepted)`),
    )
    .join(', ')
}

function planLine({ pattern, measure }: PatternResult): string {
  return `${pattern.name}\n  ${pattern.request}\n  ${measure.plan}`
}

function asJson({ pattern, measure }: PatternResult): unknown {
  const { name, store, summary, index, request, accepts } = pattern
  const { indexes, examined, returned, capacity, elapsedMs, findings, plan, detail } = measure
  return {
    name,
    store,
    summary,
    index,
    request,
    indexes,
    examined,
    returned,
    capacity,
    elapsedMs,
    findings,
    accepts,
    plan,
    detail,
  }
}
