import { newId } from '../../core/ids.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import type { OperationAnswer, OperationCall } from '../http/operation.js'
import { requestEvent } from '../http/request-event.js'
import { findFamily, insertFamily, insertMember } from './family-repository.js'
import type { IdentityContext } from './identity-context.js'
import type { Registered, Registration } from './identity-schemas.js'
import { inTransaction } from './in-transaction.js'
import { issueTokens } from './issue-tokens.js'
import { hashPassword } from './password-hash.js'
import { insertSession } from './session-repository.js'
import { insertUser, lockUser, publicUser } from './user-repository.js'
import { writeOutbox } from './write-outbox.js'

type Call = OperationCall<unknown, unknown, Registration>

/** The ADR's transaction: the user, the membership and the member count, and with them the event and the first session. */
export async function registerUser(
  call: Call,
  context: IdentityContext,
): Promise<OperationAnswer<Registered>> {
  const { body } = call
  const passwordHash = await hashPassword(body.password)
  const now = context.clock.now()
  const userId = newId()
  const made = await inTransaction(context.pool, async (client) => {
    await insertUser(client, {
      id: userId,
      email: body.email,
      passwordHash,
      displayName: body.display_name,
      now,
    })
    const familyId = body.family_name === undefined ? undefined : newId()
    if (familyId !== undefined && body.family_name !== undefined) {
      await insertFamily(client, { id: familyId, name: body.family_name, ownerId: userId, now })
      await insertMember(client, { familyId, userId, role: 'owner', now })
    }
    const stored = await lockUser(client, userId)
    const family = familyId === undefined ? undefined : await findFamily(client, familyId)
    const event = requestEvent(
      {
        type: EVENT_TYPES.userRegistered,
        subject: userId,
        aggregateVersion: stored.version,
        familyId,
        data: { user: publicUser(stored), family: family ?? null },
      },
      call.trace,
      context.clock,
    )
    await writeOutbox(client, [event])
    return { stored, family, refreshToken: await insertSession(client, { userId, now }) }
  })
  const tokens = await issueTokens(made.stored, made.refreshToken, context)
  return {
    body: { ...tokens, user: publicUser(made.stored), family: made.family ?? null },
    version: made.stored.version,
    location: `/v1/users/${userId}`,
    headers: { 'cache-control': 'no-store' },
  }
}
