import { CLI_ERRORS } from './cli-errors.js'
import type { CommandContext } from './command.js'
import { HomeError } from '../core/home-error.js'
import { EVENTS_ERRORS } from '../events/events-errors.js'
import type { Stores } from '../stores/stores.js'

/** Opens the running stack's stores for a command about events, and closes them after it. */
export async function withStores<T>(
  context: CommandContext,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const [{ resolveConfig }, { connectStores }, { withEventLogErrors }] = await Promise.all([
    import('../config/resolve-config.js'),
    import('../project/connect/connect-stores.js'),
    import('../events/with-event-log-errors.js'),
  ])
  await using stores = await connectStores(await resolveConfig(context.globals))
  return await withEventLogErrors(stores.postgres, () => work(stores))
}

/** A UUID as the command line gave it; its last part names what is meant, as in `FAMILY#<uuid>`. */
export function parseUuid(text: string | undefined, what: string): string {
  const found = /(?:^|[#_])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(text ?? '')?.[1]
  if (found !== undefined) return found.toLowerCase()
  throw new HomeError(EVENTS_ERRORS.INVALID_ID, {
    message: `"${text ?? ''}" is not the id of ${what}.`,
    detail: 'Ids are UUIDs, such as 0190f5f0-7c1e-7000-8000-000000000000.',
  })
}

/** A count as the command line gave it. */
export function parseCount(text: unknown, flag: string): number {
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text)
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `${flag} must be an integer between 0 and 999999999, got "${String(text)}".`,
    suggestion: `For example: ${flag} 20`,
  })
}
