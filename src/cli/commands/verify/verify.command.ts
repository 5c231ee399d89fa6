import type { ChalkInstance } from 'chalk'
import { groupBy } from '../../../core/group-by.js'
import type { VerifyReport } from '../../../verify/verify-stores.js'
import type { Violation } from '../../../verify/violation.js'
import type { Command, CommandContext } from '../../command.js'

const DEFAULT_SHOW_COUNT = 20

/** Holds the three stores against each other. */
export const verifyCommand: Command = {
  name: 'verify',
  summary: 'prove that the three stores agree',
  description:
    'Reads the three stores to the end and checks fourteen facts that must hold across them. Works on any data, seeded or not. Ends with 4 when a record is broken.',
  options: [
    { flags: '--dataset', description: 'also name each record that differs from what was seeded' },
    {
      flags: '--show <count>',
      description: 'how many broken records of each kind to print',
      default: `${DEFAULT_SHOW_COUNT}`,
    },
  ],
  examples: [
    ['verify', 'the fourteen invariants'],
    ['verify --dataset --json', 'also what is missing, changed or extra; everything as JSON'],
  ],
  run,
}

async function run(
  { output, globals, signal }: CommandContext,
  _: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const [{ resolveConfig }, { connectStores }, { verifyStores }, { EXIT }, { INVARIANTS }] =
    await Promise.all([
      import('../../../config/resolve-config.js'),
      import('../../../project/connect/connect-stores.js'),
      import('../../../verify/verify-stores.js'),
      import('../../../core/home-error.js'),
      import('../../../verify/violation.js'),
    ])
  await using stores = await connectStores(await resolveConfig(globals))
  const task = output.task('Reading the three stores')
  const read = new Map<string, number>()
  const report = await verifyStores(stores, {
    dataset: options['dataset'] === true,
    signal,
    onProgress(store, count) {
      read.set(store, count)
      task.update(0, 0, `${[...read.values()].reduce((a, b) => a + b)} records`)
    },
  }).catch((error: unknown) => {
    task.fail()
    throw error
  })
  task.succeed(`${report.checked} records`)
  const shown = Number(options['show'])
  output.printResult(report, (style) =>
    renderVerifyReport(report, INVARIANTS, Number.isNaN(shown) ? DEFAULT_SHOW_COUNT : shown, style),
  )
  return report.ok ? EXIT.done : EXIT.checksFailed
}

function renderVerifyReport(
  report: VerifyReport,
  meanings: Readonly<Record<number, string>>,
  shown: number,
  style: ChalkInstance,
): string {
  const { ok, checked, violations, more, fingerprint } = report
  const digest = style.dim(`fingerprint ${fingerprint.world}`)
  if (ok) return `${style.green('✓')} ${checked} records in three stores agree.\n${digest}`
  const lines: string[] = []
  for (const [invariant, broken] of groupBy(violations, ({ invariant }) => invariant)) {
    const title =
      typeof invariant === 'number' ? `${invariant}. ${meanings[invariant]}` : `world: ${invariant}`
    lines.push(style.bold(`${title} (${broken.length})`), ...broken.slice(0, shown).map(formatViolation))
    if (broken.length > shown) lines.push(style.dim(`  … and ${broken.length - shown} more; --json has all`))
  }
  const count = violations.length + more
  return [...lines, '', `${style.red('✗')} ${count} faults among ${checked} records.`, digest].join('\n')
}

function formatViolation({ store, message }: Violation): string {
  return `  ${store.padEnd(8)}  ${message}`
}
