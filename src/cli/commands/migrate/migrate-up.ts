import { isDeepStrictEqual } from 'node:util'
import type { DataEffects } from '../../../migrations/list-data-effects.js'
import type { CommandContext } from '../../command-context.js'
import { backUpFirst, confirmBackup } from '../../back-up-first.js'
import type { MigrateReport } from '../../../migrations/migrate-report.js'
import type { MigrateInput } from './migrate-input.js'
import { showMigrateReport } from './show-migrate-report.js'
import { withMigrationContext } from './with-migration-context.js'
import { withStackLock } from './with-stack-lock.js'

const NOTHING_TO_DO = 'Nothing to do: no migration is pending.'

/** `homemanager migrate`, `migrate up`. */
export async function migrateUp({ context, flags }: MigrateInput<'up'>): Promise<number> {
  const started = performance.now()
  const project = await context.project()
  // Checked without loading the modules that run migrations.
  if (await project.isMigrated(flags.store)) {
    const elapsedMs = Math.round(performance.now() - started)
    const report: MigrateReport = {
      ok: true,
      items: [],
      problems: [],
      drift: [],
      rolledBack: [],
      settings: [],
      elapsedMs,
    }
    return showMigrateReport(context, report, NOTHING_TO_DO)
  }
  // Other commands do not wait for the answer.
  const asked = context.output.interactive ? await planBackup(context, flags) : undefined
  return withStackLock(context, flags, async (isLocked) => {
    const options = { ...flags, isLocked }
    const { backup } = await planBackup(context, flags, asked)
    return backUpFirst(context, project, { reason: 'migrate', backup, isLocked }, async (changes) =>
      apply(context, { ...options, changes }),
    )
  })
}

interface PlannedBackup {
  readonly effects: DataEffects
  /** What cannot succeed according to the plan. */
  readonly failures: readonly string[]
  readonly backup: boolean
}

/** Warns of what cannot succeed. Whether to save a snapshot first: asks, unless it has `asked` about the same. */
async function planBackup(
  context: CommandContext,
  flags: MigrateInput<'up'>['flags'],
  asked?: PlannedBackup,
): Promise<PlannedBackup> {
  const planned = await withMigrationContext(context, flags, async ({ migrations, confirmRemote }) => {
    if (asked === undefined) await confirmRemote()
    return { effects: await migrations.listDataEffects(), failures: await migrations.listFailures() }
  })
  const { effects, failures } = planned
  if (asked !== undefined && isDeepStrictEqual({ effects: asked.effects, failures: asked.failures }, planned))
    return asked
  for (const failure of failures)
    context.output.warn(
      `${failure} It runs anyway, as the check may be wrong. homemanager migrate plan shows all steps.`,
    )
  const hasEffects = effects.deletions.length + effects.changes.length > 0
  const project = await context.project()
  const backup =
    hasEffects && (await confirmBackup(context.output, project, withoutFailures(planned), flags.backup))
  return { ...planned, backup }
}

/** What fails has been said. Its effects are saved for all the same: the statement may succeed when it runs. */
function withoutFailures({ effects, failures }: Omit<PlannedBackup, 'backup'>): DataEffects {
  const isNew = (effect: string): boolean => !failures.includes(`The migration ${effect}.`)
  return { deletions: effects.deletions.filter(isNew), changes: effects.changes.filter(isNew) }
}

async function apply(
  context: CommandContext,
  options: Parameters<typeof withMigrationContext>[1],
): Promise<number> {
  return withMigrationContext(context, options, async ({ migrations }) => {
    const [{ createMigrationProgressReporter }, { warnAboutDrift, warnAboutRolledBack }] = await Promise.all([
      import('./migration-progress-reporter.js'),
      import('./warn-about-drift.js'),
    ])
    const { onStep, finish } = createMigrationProgressReporter(context.output, 'up')
    const report = await migrations.apply(onStep)
    finish(report)
    warnAboutDrift(context.output, report.drift, report.items)
    warnAboutRolledBack(context.output, report.rolledBack)
    return showMigrateReport(context, report, NOTHING_TO_DO)
  })
}
