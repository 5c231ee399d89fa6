import type { Stores } from '../stores/stores.js'
import type { CommandContext } from './command-context.js'

/** Opens the stores of the running stack for a command about events, and closes them afterwards. */
export async function withStores<T>(
  context: CommandContext,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const [project, { withEventLogErrors }] = await Promise.all([
    context.project(),
    import('../events/with-event-log-errors.js'),
  ])
  await using stores = await project.connect()
  return await withEventLogErrors(stores.postgres, () => work(stores))
}
