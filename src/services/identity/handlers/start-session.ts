import { inTransaction } from '../repository/in-transaction.js'
import { insertSession } from '../repository/session-repository.js'
import { lockUserIfExists, replacePasswordHash, type StoredUser } from '../repository/user-repository.js'
import type { IdentityContext } from './identity-context.js'

export interface StartedSession {
  /** The user at the start of the session. */
  readonly user: StoredUser
  readonly refreshToken: string
}

/** A password that changes more often than this while it is checked is treated as wrong. */
const MAX_ATTEMPTS = 3

/**
 * Checks a password and starts a session. The password is checked without a transaction. If the user has changed it when
 * the session starts, the check does not count and is repeated. Undefined if the password is wrong, or if the user has been
 * deleted or has another email address by then. A hash with weaker parameters than today's is replaced.
 */
export async function startSession(
  found: StoredUser | undefined,
  password: string,
  context: Pick<IdentityContext, 'hasher' | 'pool' | 'clock'>,
  signal: AbortSignal,
): Promise<StartedSession | undefined> {
  let user = found
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const matches = await context.hasher.verify(password, user?.password_hash, signal)
    if (user === undefined || !matches) return undefined
    const checked = user
    const newHash = await context.hasher.rehash(password, checked.password_hash, signal)
    const started = await inTransaction(context.pool, async (client) => {
      const current = await lockUserIfExists(client, checked.id)
      if (current?.email !== checked.email) return { user: undefined }
      if (current.password_hash !== checked.password_hash) return { user: current }
      if (newHash !== undefined) await replacePasswordHash(client, current.id, newHash)
      const refreshToken = await insertSession(client, { userId: current.id, now: context.clock.now() })
      return { user: current, refreshToken }
    })
    if (started.user === undefined) return undefined
    if (started.refreshToken !== undefined) return { user: started.user, refreshToken: started.refreshToken }
    user = started.user
  }
  return undefined
}
