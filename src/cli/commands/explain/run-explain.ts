import { resolveConfig } from '../../../config/resolve-config.js'
import { EXIT } from '../../../core/home-error.js'
import { FINDINGS } from '../../../inspect/patterns/access-pattern.js'
import {
  selectPatterns,
  type PatternResult,
  runPatterns,
  getUnacceptedFindings,
} from '../../../inspect/patterns/run-patterns.js'
import { type Projection, projectPatterns } from '../../../inspect/projection/project-patterns.js'
import { readTableStatistics } from '../../../inspect/projection/table-statistics.js'
import type { Column, Output } from '../../../output/output.js'
import { connectStores } from '../../../project/connect/connect-stores.js'
import type { Stores } from '../../../stores/stores.js'
import type { CommandContext } from '../../command.js'
import { renderProjection } from './render-projection.js'

/** Shows the patterns as a table or as JSON; exit code 4 when any has a finding. */
export async function runExplain(
  context: CommandContext,
  names: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { output } = context
  const patterns = selectPatterns(names.filter((name) => name !== undefined))
  const config = await resolveConfig(context.globals)
  await using stores = await connectStores(config)
  const results = await runPatterns(stores, patterns)
  const wanting = results.filter((result) => getUnacceptedFindings(result).length > 0)
  const records = options['projectTo']
  const projection = typeof records === 'number' ? await projectResults(stores, results, records) : undefined
  const extra = projection === undefined ? {} : { projection }
  output.printResult({ ok: wanting.length === 0, patterns: results.map(toPatternJson), ...extra }, () =>
    [
      output.table(results, PATTERN_COLUMNS),
      ...(options['plan'] === true ? ['', ...results.map(formatPlan)] : []),
      ...(projection === undefined ? [] : ['', renderProjection(projection, output)]),
    ].join('\n'),
  )
  for (const result of wanting) {
    const { pattern, measurement } = result
    const why = getUnacceptedFindings(result)
      .map((finding) => FINDINGS[finding])
      .join(', ')
    output.warn(
      `${pattern.name} must use ${pattern.index}: ${why}${measurement.problem === undefined ? '' : ` (${measurement.problem})`}`,
    )
  }
  output.note(
    wanting.length === 0
      ? `All ${results.length} access patterns use their index.`
      : `${wanting.length} of ${results.length} access patterns are not served as they must be.`,
  )
  return wanting.length === 0 ? EXIT.done : EXIT.checksFailed
}

/** The shape is read from the whole table, whatever patterns were chosen. */
async function projectResults(
  stores: Stores,
  results: readonly PatternResult[],
  records: number,
): Promise<Projection> {
  return projectPatterns(results, await readTableStatistics(stores.dynamodb), records)
}

const PATTERN_COLUMNS: readonly Column<PatternResult>[] = [
  {
    header: '',
    cell: (result, style) => (getUnacceptedFindings(result).length === 0 ? style.green('✓') : style.red('✗')),
  },
  { header: 'pattern', cell: ({ pattern }) => pattern.name },
  { header: 'store', cell: ({ pattern }) => pattern.store },
  {
    header: 'index',
    cell: ({ pattern, measurement }) => measurement.indexes.join(', ') || `none (${pattern.index})`,
  },
  { header: 'read', align: 'right', cell: ({ measurement }) => measurement.examined.toLocaleString('en-US') },
  {
    header: 'returned',
    align: 'right',
    cell: ({ measurement }) => measurement.returned.toLocaleString('en-US'),
  },
  { header: 'RCU', align: 'right', cell: ({ measurement }) => measurement.capacity?.toString() ?? '' },
  {
    header: 'ms',
    align: 'right',
    cell: ({ measurement }) => measurement.elapsedMs.toFixed(measurement.elapsedMs < 1 ? 2 : 1),
  },
  { header: 'findings', cell: formatFindings },
]

function formatFindings({ pattern, measurement }: PatternResult, style: Output['style']): string {
  return measurement.findings
    .map((finding) =>
      pattern.acceptedFindings?.[finding] === undefined
        ? style.red(finding)
        : style.dim(`${finding} (accepted)`),
    )
    .join(', ')
}

function formatPlan({ pattern, measurement }: PatternResult): string {
  return `${pattern.name}\n  ${pattern.request}\n  ${measurement.plan}`
}

function toPatternJson({ pattern, measurement }: PatternResult): unknown {
  const { name, store, summary, index, request, acceptedFindings } = pattern
  const { indexes, examined, returned, capacity, elapsedMs, findings, plan, detail } = measurement
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
    accepts: acceptedFindings,
    plan,
    detail,
  }
}
