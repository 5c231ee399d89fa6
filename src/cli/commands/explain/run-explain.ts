import { ACCESS_PATTERNS } from '../../../app/access-patterns/registry.js'
import { EXIT } from '../../../core/home-error.js'
import {
  selectPatterns,
  type PatternResult,
  runPatterns,
  getUnacceptedFindings,
} from '../../../inspect/patterns/run-patterns.js'
import { type Projection, projectPatterns } from '../../../inspect/projection/project-patterns.js'
import { readTableStatistics } from '../../../inspect/projection/table-statistics.js'
import type { Column, Output } from '../../../output/output.js'
import { FINDINGS, type PatternMeasurement } from '../../../stores/contracts/access-pattern.js'
import type { Stores } from '../../../stores/stores.js'
import type { CommandContext } from '../../command.js'
import { renderProjection } from './render-projection.js'

/** Prints the patterns as a table or as JSON. Exit code 4 if a pattern has an unaccepted finding. */
export async function runExplain(
  context: CommandContext,
  names: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { output } = context
  const patterns = selectPatterns(
    ACCESS_PATTERNS,
    names.filter((name) => name !== undefined),
  )
  const project = await context.project()
  await using stores = await project.connect()
  const results = await runPatterns(stores, patterns)
  const failed = results.filter((result) => getUnacceptedFindings(result).length > 0)
  const records = options['projectTo']
  const projection = typeof records === 'number' ? await projectResults(stores, results, records) : undefined
  const ok = failed.length === 0
  const document = {
    ok,
    items: results.map(toPatternJson),
    ...(projection === undefined ? {} : { projection }),
  }
  output.printResult(document, () =>
    [
      output.table(results, PATTERN_COLUMNS),
      ...(options['plan'] === true ? ['', ...results.map(formatPlan)] : []),
      ...(projection === undefined ? [] : ['', renderProjection(projection, output)]),
    ].join('\n'),
  )
  for (const result of failed) {
    const { pattern, measurement } = result
    const reasons = getUnacceptedFindings(result)
      .map((finding) => FINDINGS[finding])
      .join(', ')
    output.warn(
      `${pattern.name} must use ${pattern.index}: ${reasons}${measurement.problem === undefined ? '' : ` (${measurement.problem})`}`,
    )
  }
  output.note(
    ok
      ? formatSuccess(results.length)
      : `${failed.length} of ${results.length} access patterns ${failed.length === 1 ? 'does not use its' : 'do not use their'} index as required.`,
  )
  return ok ? EXIT.done : EXIT.checksFailed
}

/** The table statistics cover the complete table, regardless of the selected patterns. */
async function projectResults(
  stores: Stores,
  results: readonly PatternResult[],
  records: number,
): Promise<Projection> {
  return projectPatterns(results, await readTableStatistics(stores.dynamodb), records)
}

function formatSuccess(count: number): string {
  return count === 1 ? 'The access pattern uses its index.' : `All ${count} access patterns use their index.`
}

const PATTERN_COLUMNS: readonly Column<PatternResult>[] = [
  {
    header: '',
    cell: (result, style) => (getUnacceptedFindings(result).length === 0 ? style.green('✓') : style.red('✗')),
  },
  { header: 'PATTERN', cell: ({ pattern }) => pattern.name },
  { header: 'STORE', cell: ({ pattern }) => pattern.store },
  {
    header: 'INDEX',
    cell: ({ pattern, measurement }) => measurement.indexes.join(', ') || `none (${pattern.index})`,
  },
  {
    header: 'READ',
    align: 'right',
    cell: ({ measurement }) => formatCount(measurement.examined, measurement),
  },
  {
    header: 'RETURNED',
    align: 'right',
    cell: ({ measurement }) => formatCount(measurement.returned, measurement),
  },
  { header: 'RCU', align: 'right', cell: ({ measurement }) => measurement.capacity?.toString() ?? '' },
  {
    header: 'MS',
    align: 'right',
    cell: ({ measurement }) => measurement.elapsedMs.toFixed(measurement.elapsedMs < 1 ? 2 : 1),
  },
  { header: 'FINDINGS', cell: formatFindings },
]

/** A tilde marks an estimate. */
function formatCount(count: number, { estimated = false }: PatternMeasurement): string {
  return `${estimated ? '~' : ''}${count.toLocaleString('en-US')}`
}

function formatFindings({ pattern, measurement }: PatternResult, style: Output['style']): string {
  return measurement.findings
    .map((finding) =>
      pattern.acceptedFindings?.[finding] === undefined
        ? style.red(finding)
        : style.dim(`${finding} (accepted)`),
    )
    .join(', ')
}

function formatPlan({ pattern, request, measurement }: PatternResult): string {
  return `${pattern.name}\n  ${request}\n  ${measurement.plan}`
}

function toPatternJson({ pattern, request, measurement }: PatternResult): unknown {
  const { name, store, summary, index, acceptedFindings } = pattern
  const { indexes, examined, returned, estimated, capacity, elapsedMs, findings, plan, detail } = measurement
  return {
    name,
    store,
    summary,
    index,
    request,
    indexes,
    examined,
    returned,
    estimated,
    capacity,
    elapsedMs,
    findings,
    acceptedFindings,
    plan,
    detail,
  }
}
