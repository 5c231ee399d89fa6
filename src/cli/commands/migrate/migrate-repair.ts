import { EXIT } from '../../../core/home-error.js'
import type { Repair } from '../../../migrations/find-repairs.js'
import { listRepairs, repairStores } from '../../../migrations/repair-stores.js'
import type { CommandContext } from '../../command.js'
import { confirmRemote } from '../../confirm-remote.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate repair`: shows what differs, and mends the ledger after a yes. */
export async function migrateRepair(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  return withMigrationContext(context, flags, async (work) => {
    const { output } = context
    const found = await listRepairs(work.stores, work.options)
    if (found.length === 0) {
      output.printResult(
        { mended: [], left: [] },
        () => 'Nothing to repair: ledgers, files and schemas agree.',
      )
      return EXIT.done
    }
    for (const repair of found) output.note(describeRepair(repair))
    const mendable = found.filter(({ change }) => change !== undefined)
    const yes =
      mendable.length > 0 &&
      (await output.confirm(
        `Mend ${mendable.length} of ${found.length} in the ledger? No migration is run.`,
      )) &&
      (await confirmRemote(context.output, work.stores, work.options))
    const mended = yes ? await repairStores(work.stores, work.options) : []
    const left = found.length - mended.length
    const plain = ({ store, id, problem, detail, remedy }: Repair): object => ({
      store,
      id,
      problem,
      detail,
      remedy,
    })
    const rest = yes ? found.filter(({ change }) => change === undefined) : found
    output.printResult(
      { mended: mended.map(plain), left: rest.map(plain) },
      () => `${mended.length} mended, ${left} left as they are.`,
    )
    return rest.length === 0 ? EXIT.done : EXIT.checksFailed
  })
}

function describeRepair({ store, id, problem, detail, remedy }: Repair): string {
  return `${store}/${id} ${problem}: ${detail}\n  → ${remedy}`
}
