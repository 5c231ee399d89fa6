import type { EpisodeContext } from './episode-context.js'
import { type SendOptions, sendUntilHandled } from './send-step.js'
import { TortureFailure } from './torture-failure.js'

/** Access tokens are valid for 15 minutes. */
const LIFETIME_MINUTES = 15

/**
 * Reads a record with a token that was issued at another time: the clock of the host that issues tokens may be two minutes ahead, and
 * an expired token is refused. Throws `TortureFailure`.
 */
export async function checkClock(
  { subject, users: { owner }, reissueToken }: EpisodeContext,
  id: string,
  minutes: number,
  options: SendOptions,
): Promise<void> {
  if (reissueToken === undefined) return
  const token = await reissueToken(owner.token, new Date(Date.now() + minutes * 60_000))
  const input = { params: { id }, token }
  const { status } = await sendUntilHandled(owner, subject.get, input, options)
  const isExpired = minutes < -LIFETIME_MINUTES
  if (isExpired === (status === 401)) return
  throw new TortureFailure(
    'clock',
    isExpired
      ? `a token that expired ${-minutes - LIFETIME_MINUTES} minutes ago was accepted: status ${status}`
      : `a token that was issued ${Math.abs(minutes)} minutes ${minutes > 0 ? 'in the future, by a clock that is ahead,' : 'ago'} was refused`,
  )
}
