import type { EpisodeContext } from './episode-context.js'
import { TortureFailure } from './torture-failure.js'

/** Delivers the events about these records and users to all consumers again. Throws `TortureFailure` if one fails. */
export async function redeliverEvents(
  subjects: readonly string[],
  { redeliver }: Pick<EpisodeContext, 'redeliver'>,
): Promise<void> {
  const [failure] = (await redeliver?.(subjects)) ?? []
  if (failure !== undefined)
    throw new TortureFailure('events', `an event that was delivered twice was not handled: ${failure}`)
}
