import type { ClientBase } from 'pg'
import { HttpProblem } from '../../http/problems/http-problem.js'
import type { OperationCall } from '../../http/api/operation.js'
import { assertVersion } from '../../http/requests/if-match.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import type { UserChange } from '../api/identity-operations.js'
import { inTransaction } from '../repository/in-transaction.js'
import { revokeUserSessions } from '../repository/session-repository.js'
import { findUser, lockUser, type StoredUser, updateUser } from '../repository/user-repository.js'
import { writeOutbox } from '../repository/write-outbox.js'
import { createUserEvent } from './create-user-event.js'
import type { IdentityContext } from './identity-context.js'
import { requireUser } from './require-user.js'

type UserChangeCall = OperationCall<unknown, unknown, UserChange>

/** A password that changes more often than this while it is checked is treated as wrong. */
const MAX_ATTEMPTS = 3

/**
 * Changes the calling user. Passwords are checked and hashed without a transaction. If the password has changed when the
 * user is locked, the check does not count and is repeated.
 */
export async function changeUser(call: UserChangeCall, context: IdentityContext): Promise<StoredUser> {
  const { body, principal, signal } = call
  let user = requireUser(await findUser(context.pool, principal.userId), principal.userId)
  if (body.password === undefined && body.email === undefined) {
    return inTransaction(context.pool, async (client) =>
      writeChange(client, await lockUser(client, user.id), undefined, call, context),
    )
  }
  let newHash: string | undefined
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const checked = user
    await assertCurrentPassword(checked, call, context)
    if (body.password !== undefined) newHash ??= await context.hasher.hash(body.password, signal)
    const outcome = await inTransaction(context.pool, async (client) => {
      const current = await lockUser(client, checked.id)
      if (current.password_hash !== checked.password_hash) return { current }
      return { changed: await writeChange(client, current, newHash, call, context) }
    })
    if (outcome.changed !== undefined) return outcome.changed
    user = outcome.current
  }
  throw wrongPasswordError()
}

async function assertCurrentPassword(
  user: StoredUser,
  call: UserChangeCall,
  context: IdentityContext,
): Promise<void> {
  // A stolen access token must not be a way to guess the password.
  await context.limits.attempt(user.email, call.clientAddress, async () => {
    const { current_password: password = '' } = call.body
    if (!(await context.hasher.verify(password, user.password_hash, call.signal))) throw wrongPasswordError()
  })
}

async function writeChange(
  client: ClientBase,
  user: StoredUser,
  newHash: string | undefined,
  call: UserChangeCall,
  context: IdentityContext,
): Promise<StoredUser> {
  assertVersion(call.ifMatch, user.version)
  await updateUser(client, user.id, {
    email: call.body.email ?? user.email,
    displayName: call.body.display_name ?? user.display_name,
    passwordHash: newHash ?? user.password_hash,
  })
  if (newHash !== undefined) {
    await revokeUserSessions(client, user.id, 'password changed', context.clock.now())
  }
  const after = await lockUser(client, user.id)
  await writeOutbox(client, [createUserEvent('identity.user.updated', after, call, context)])
  return after
}

function wrongPasswordError(): HttpProblem {
  return new HttpProblem(IDENTITY_ERRORS.WRONG_CREDENTIALS, {
    detail: 'A new password or email address requires the correct current_password.',
  })
}
