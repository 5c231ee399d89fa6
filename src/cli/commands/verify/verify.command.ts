import type { ChalkInstance } from 'chalk'
import { groupBy } from '../../../core/group-by.js'
import type { Invariant } from '../../../verify/invariants/invariant.js'
import type { VerifyReport } from '../../../verify/verify-stores.js'
import type { Violation } from '../../../verify/violation.js'
import type { CommandContext, CommandDefinition } from '../../command.js'
import { parseInteger } from '../../parse-integer.js'

const DEFAULT_SHOW_COUNT = 20
const MAX_SHOW_COUNT = 1_000_000

export const verifyCommand: CommandDefinition = {
  name: 'verify',
  description:
    'Reads all records of the three stores and checks the cross-store invariants. Works on any data, seeded or not. Exits with 4 if a record violates an invariant.',
  options: [
    { flags: '--dataset', description: 'also list records that differ from the seeded dataset' },
    {
      flags: '--show <count>',
      description: `number of violations to print for each invariant (default: ${DEFAULT_SHOW_COUNT})`,
      parse: parseInteger('--show', 0, MAX_SHOW_COUNT),
    },
  ],
  examples: [
    ['verify', 'check the invariants'],
    ['verify --dataset --json', 'also list missing, changed and extra records, as JSON'],
  ],
  run,
}

async function run(
  { output, project: openProject, signal }: CommandContext,
  _: readonly (string | undefined)[],
  { dataset, show }: Readonly<Record<string, unknown>>,
): Promise<number> {
  const [project, { EXIT }, { INVARIANTS }] = await Promise.all([
    openProject(),
    import('../../../core/home-error.js'),
    import('../../../verify/invariants/registry.js'),
  ])
  await using stores = await project.connect()
  const task = output.task('Reading the three stores')
  const read = new Map<string, number>()
  const report = await project
    .verify(stores, {
      dataset: dataset === true,
      signal,
      onProgress(store, count) {
        read.set(store, count)
        task.update(0, 0, `${[...read.values()].reduce((a, b) => a + b)} records`)
      },
    })
    .catch((error: unknown) => {
      task.fail()
      throw error
    })
  task.succeed(`${report.checked} records`)
  const shown = typeof show === 'number' ? show : DEFAULT_SHOW_COUNT
  output.printResult(report, (style) => renderVerifyReport(report, INVARIANTS, shown, style))
  return report.ok ? EXIT.done : EXIT.checksFailed
}

function renderVerifyReport(
  report: VerifyReport,
  invariants: readonly Invariant[],
  shown: number,
  style: ChalkInstance,
): string {
  const { ok, checked, items, more, fingerprint } = report
  const digest = style.dim(`fingerprint ${fingerprint.dataset}`)
  if (ok) return `${style.green('✓')} The ${checked} records of the three stores are consistent.\n${digest}`
  const lines: string[] = []
  for (const [invariant, violations] of groupBy(items, ({ invariant }) => invariant)) {
    const statement = invariants.find(({ number }) => number === invariant)?.statement
    const title = statement === undefined ? `dataset: ${invariant}` : `${invariant}. ${statement}`
    lines.push(
      style.bold(`${title} (${violations.length})`),
      ...violations.slice(0, shown).map(formatViolation),
    )
    if (violations.length > shown)
      lines.push(style.dim(`  … and ${violations.length - shown} more; --json lists all`))
  }
  const count = items.length + more
  const summary = `${count} ${count === 1 ? 'violation' : 'violations'} in ${checked} records.`
  return [...lines, '', `${style.red('✗')} ${summary}`, digest].join('\n')
}

function formatViolation({ store, message }: Violation): string {
  return `  ${store.padEnd(8)}  ${message}`
}
