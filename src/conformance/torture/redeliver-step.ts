import type { EpisodeContext } from './episode-context.js'
import type { Model } from './model.js'
import { TortureFailure } from './torture-failure.js'

/** Delivers the events about the records, and about their users, to all consumers again. Throws `TortureFailure` if one fails. */
export async function redeliverEvents(
  model: Model,
  { redeliver, users: { owner, former } }: EpisodeContext,
): Promise<void> {
  const records = model.list().map(({ id }) => id)
  if (redeliver === undefined || records.length === 0) return
  const [failure] = await redeliver([...records, owner.userId, former.userId])
  if (failure !== undefined)
    throw new TortureFailure('events', `an event that was delivered twice was not handled: ${failure}`)
}
