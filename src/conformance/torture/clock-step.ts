import type { Operation } from '../../services/http/api/operation.js'
import type { RawCall } from '../contract-caller.js'
import type { EpisodeContext } from './episode-context.js'
import { type SendOptions, sendUntilHandled } from './send-step.js'
import { TortureFailure } from './torture-failure.js'

/** Access tokens are valid for 15 minutes. */
const LIFETIME_MINUTES = 15
/** When a token was issued: by a clock that is ahead, a while ago, and too long ago. */
export const CLOCK_MINUTES = [1.5, 1.5, -10, -60] as const

/** A call that succeeds with the token. */
export interface AuthorizedCall {
  readonly operation: Operation
  readonly input: RawCall
  readonly token: string
}

/**
 * Sends a request with a token that was issued at another time: the clock of the host that issues tokens may be two minutes ahead,
 * and an expired token is refused. Throws `TortureFailure`.
 */
export async function checkClock(
  { users: { owner }, reissueToken }: EpisodeContext,
  call: AuthorizedCall,
  minutes: number,
  options: SendOptions,
): Promise<void> {
  if (reissueToken === undefined) return
  const token = await reissueToken(call.token, minutes)
  const { status } = await sendUntilHandled(owner, call.operation, { ...call.input, token }, options)
  const isExpired = minutes < -LIFETIME_MINUTES
  if (isExpired === (status === 401)) return
  throw new TortureFailure(
    'clock',
    isExpired
      ? `a token that expired ${-minutes - LIFETIME_MINUTES} minutes ago was accepted: status ${status}`
      : `a token that was issued ${Math.abs(minutes)} minutes ${minutes > 0 ? 'in the future, by a clock that is ahead,' : 'ago'} was refused`,
  )
}

/** A step of this kind for people. */
export function describeClock(minutes: number): string {
  return `with a token of ${Math.abs(minutes)} minutes ${minutes > 0 ? 'in the future' : 'ago'}`
}
