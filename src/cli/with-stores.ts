import { HomeError } from '../core/home-error.js'
import { EVENTS_ERRORS } from '../events/events-errors.js'
import type { Stores } from '../stores/stores.js'
import type { CommandContext } from './command.js'
import { parseInteger } from './parse-integer.js'

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

/** Parses a UUID, also with a prefix, as in `FAMILY#<uuid>`. Throws `INVALID_ID`. */
export function parseUuid(text: string | undefined, what: string): string {
  const found = /(?:^|[#_])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(text ?? '')?.[1]
  if (found !== undefined) return found.toLowerCase()
  throw new HomeError(EVENTS_ERRORS.INVALID_ID, {
    message: `"${text ?? ''}" is not the ID of ${what}.`,
    detail: 'IDs are UUIDs, such as 0190f5f0-7c1e-7000-8000-000000000000.',
  })
}

/** Parses the value of an option that counts something. Throws `USAGE`. */
export function parseCount(value: unknown, option: string): number {
  return parseInteger(option, 0, MAX_COUNT)(String(value))
}

const MAX_COUNT = 999_999_999
