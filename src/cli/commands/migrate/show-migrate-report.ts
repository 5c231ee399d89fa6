import { formatCount } from '../../../core/format-count.js'
import { groupBy } from '../../../core/group-by.js'
import type { HomeError } from '../../../core/home-error.js'
import { EXIT } from '../../../core/home-error.js'
import {
  getFirstError,
  type MigrateReport,
  type MigrationResult,
} from '../../../migrations/migrate-report.js'
import { formatSettingChange } from '../../../migrations/store-settings.js'
import type { ErrorReport } from '../../../output/error-report.js'
import type { Column } from '../../../output/output.js'
import type { CommandContext } from '../../command-context.js'
import { toErrorReport } from '../../to-error-report.js'

/**
 * Prints the report of a run and returns the exit code. Failures are part of the document with `--json`; otherwise the
 * first one is thrown after the others are printed, each suggestion once.
 */
export function showMigrateReport(
  { output, signal }: CommandContext,
  report: MigrateReport,
  nothing: string,
): number {
  const failure = getFirstError(report)
  const toReport = (error: HomeError): ErrorReport => toErrorReport(error, signal).report
  const document = {
    ok: report.ok,
    items: report.items.map(({ error, ...rest }) => (error ? { ...rest, error: toReport(error) } : rest)),
    problems: report.problems.map(({ store, error }) => ({ store, error: toReport(error) })),
    drift: report.drift,
    rolledBack: report.rolledBack,
    settings: report.settings,
    elapsedMs: report.elapsedMs,
  }
  output.printResult(document, (style) => {
    const settings = report.settings.map(formatSettingChange)
    if (report.items.length === 0) return failure ? '' : settings.join('\n') || nothing
    const seconds = (report.elapsedMs / 1000).toFixed(1)
    const shown = report.items.map((item) => ({ ...item, outcome: describeOutcome(item, signal) }))
    const summary = style.dim(`${summarize(shown)} in ${seconds} s`)
    return [output.table(shown, RESULT_COLUMNS), ...settings, summary].join('\n')
  })
  if (failure === undefined) return EXIT.done
  if (output.json) return toErrorReport(failure, signal).exitCode
  // What an interruption has stopped is reported once.
  const others = signal.aborted ? [] : listErrors(report).filter((error) => error !== failure)
  for (const each of withoutRepetition([...others, failure].map(toReport)).slice(0, -1)) output.error(each)
  throw failure
}

/** A migration as `migrate status` shows it: what Ctrl-C has stopped did not fail. */
type ShownResult = Omit<MigrationResult, 'outcome'> & { readonly outcome: string }

function describeOutcome({ outcome }: MigrationResult, signal: AbortSignal): string {
  return outcome === 'failed' && signal.aborted ? 'interrupted' : outcome
}

function listErrors({ problems, items }: MigrateReport): readonly HomeError[] {
  return [...problems.map(({ error }) => error), ...items.flatMap(({ error }) => error ?? [])]
}

/** Each suggestion only with the last of the errors that have it. */
function withoutRepetition(reports: readonly ErrorReport[]): readonly ErrorReport[] {
  return reports.map(({ suggestion, ...rest }, index) => {
    const isRepeated = reports.slice(index + 1).some((later) => later.suggestion === suggestion)
    return suggestion === undefined || isRepeated ? rest : { ...rest, suggestion }
  })
}

/** `2 migrations applied, 1 failed`. */
function summarize(items: readonly ShownResult[]): string {
  const [first, ...others] = [...groupBy(items, ({ outcome }) => outcome)].map(
    ([outcome, { length }]) => [outcome, length] as const,
  )
  if (first === undefined) return ''
  const [outcome, count] = first
  return [
    `${formatCount(count, 'migration')} ${outcome}`,
    ...others.map(([other, length]) => `${length} ${other}`),
  ].join(', ')
}

const RESULT_COLUMNS: readonly Column<ShownResult>[] = [
  { header: 'STORE', cell: ({ store }) => store },
  { header: 'MIGRATION', canBeBelow: true, cell: ({ id }) => id },
  {
    header: 'OUTCOME',
    importance: 1,
    cell: ({ outcome }, style) =>
      outcome === 'applied' || outcome === 'reverted' ? style.green(outcome) : style.red(outcome),
  },
  { header: 'STEPS', cell: ({ steps }) => String(steps), align: 'right' },
  { header: 'TIME', cell: ({ durationMs }) => `${durationMs} ms`, align: 'right' },
]
