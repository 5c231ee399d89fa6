import { type PatternResult, getUnacceptedFindings } from '../../../inspect/patterns/run-patterns.js'
import type { Column, Output } from '../../../output/output.js'
import type { PatternMeasurement } from '../../../stores/contracts/access-pattern.js'

/** Renders the measured patterns as a table, and with `plan` also their plans. */
export function renderPatterns(results: readonly PatternResult[], plan: boolean, output: Output): string {
  const table = output.table(results, PATTERN_COLUMNS)
  return plan ? [table, '', ...results.map(formatPlan)].join('\n') : table
}

const PATTERN_COLUMNS: readonly Column<PatternResult>[] = [
  {
    header: '',
    cell: formatStatus,
  },
  { header: 'PATTERN', cell: ({ pattern }) => pattern.name },
  { header: 'STORE', cell: ({ pattern }) => pattern.store },
  {
    header: 'INDEX',
    canBeBelow: true,
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
  {
    header: 'RCU',
    align: 'right',
    cell: ({ measurement }) => measurement.capacity?.toString() ?? '',
  },
  {
    header: 'MS',
    align: 'right',
    cell: ({ measurement }) => measurement.elapsedMs.toFixed(measurement.elapsedMs < 1 ? 2 : 1),
  },
  { header: 'FINDINGS', canBeBelow: true, cell: formatFindings },
]

function formatStatus(result: PatternResult, style: Output['style']): string {
  if (result.measurement.notMeasured !== undefined) return style.dim('–')
  return getUnacceptedFindings(result).length === 0 ? style.green('✓') : style.red('✗')
}

/** A tilde marks an estimate. */
function formatCount(count: number, { estimated = false }: PatternMeasurement): string {
  return `${estimated ? '~' : ''}${count.toLocaleString('en-US')}`
}

function formatFindings({ pattern, measurement }: PatternResult, style: Output['style']): string {
  const { findings, notMeasured } = measurement
  if (notMeasured !== undefined) return style.dim(`not measured: ${notMeasured}`)
  return findings
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
