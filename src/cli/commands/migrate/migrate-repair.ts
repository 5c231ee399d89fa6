import { EXIT } from '../../../core/home-error.js'
import type { Repair } from '../../../migrations/find-repairs.js'
import type { MigrateInput } from './migrate-input.js'
import { withMigrationContext } from './with-migration-context.js'
import { withStackLock } from './with-stack-lock.js'

/** `homemanager migrate repair`: lists the differences, and repairs the migration history after confirmation. */
export async function migrateRepair({ context, flags }: MigrateInput<'repair'>): Promise<number> {
  return withStackLock(context, flags, async (isLocked) => repair(context, { ...flags, isLocked }))
}

async function repair(
  context: MigrateInput<'repair'>['context'],
  flags: MigrateInput<'repair'>['flags'] & { readonly isLocked: boolean },
): Promise<number> {
  return withMigrationContext(context, flags, async ({ migrations, confirmRemote }) => {
    const { output } = context
    const found = await migrations.listRepairs()
    if (found.length === 0) {
      output.printResult(
        { ok: true, items: [] },
        () => 'Nothing to repair: migration history, files and schemas agree.',
      )
      return EXIT.done
    }
    for (const repair of found) output.note(describeRepair(repair))
    const repairable = found.filter(({ change }) => change !== undefined)
    if (repairable.length > 0) {
      await output.confirm(
        `Repair ${repairable.length} of ${found.length} in the migration history? No migration is run.`,
      )
      await confirmRemote()
    }
    const repaired = repairable.length > 0 ? await migrations.repair() : []
    const left = found.filter(({ change }) => change === undefined)
    const items = [
      ...repaired.map((repair) => toItem(repair, true)),
      ...left.map((repair) => toItem(repair, false)),
    ]
    const ok = left.length === 0
    output.printResult(
      { ok, items },
      () => `${repaired.length} repaired, ${found.length - repaired.length} unchanged.`,
    )
    return ok ? EXIT.done : EXIT.checksFailed
  })
}

function toItem({ store, id, problem, detail, remedy }: Repair, repaired: boolean): object {
  return { store, id, problem, detail, remedy, repaired }
}

function describeRepair({ store, id, problem, detail, remedy }: Repair): string {
  return `${store}/${id} ${problem}: ${detail}\n  → ${remedy}`
}
