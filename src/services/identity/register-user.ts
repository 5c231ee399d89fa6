import type { ClientBase } from 'pg'
import { newId } from '../../core/ids.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import { repeatableRequest, requireSameRequest } from '../http/idempotency-key.js'
import type { OperationAnswer, OperationCall } from '../http/operation.js'
import { requestEvent } from '../http/request-event.js'
import { findFamily, insertFamily, insertMember } from './family-repository.js'
import type { IdentityContext } from './identity-context.js'
import type { Family, Registered, Registration } from './identity-schemas.js'
import { inTransaction } from './in-transaction.js'
import { issueTokens } from './issue-tokens.js'
import { onceByKey } from './once-by-key.js'
import { hashPassword, verifyPassword } from './password-hash.js'
import { insertSession } from './session-repository.js'
import { insertUser, lockUser, publicUser, type StoredUser } from './user-repository.js'
import { writeOutbox } from './write-outbox.js'

type Call = OperationCall<unknown, unknown, Registration>

/** The ADR's transaction: the user, the membership and the member count, and with them the event and the first session. */
export async function registerUser(
  call: Call,
  context: IdentityContext,
): Promise<OperationAnswer<Registered>> {
  const { password, ...rest } = call.body
  const passwordHash = await hashPassword(password)
  const now = context.clock.now()
  // The password is not in the digest, which is a fast one: a repetition proves it by the slow hash instead.
  const request = repeatableRequest(call.idempotencyKey, 'register', rest)
  const madeId = newId()
  const made = await inTransaction(context.pool, async (client) => {
    const { userId, familyId } = await onceByKey(client, request, now, async () =>
      insert(client, { userId: madeId, passwordHash, now }, call, context),
    )
    const stored = await lockUser(client, userId)
    if (userId !== madeId && request !== undefined) {
      requireSameRequest(request, (await verifyPassword(password, stored.password_hash)) && request.hash)
    }
    const family = familyId === null ? undefined : await findFamily(client, familyId)
    return { stored, family, refreshToken: await insertSession(client, { userId, now }) }
  })
  const tokens = await issueTokens(made.stored, made.refreshToken, context)
  return {
    body: { ...tokens, user: publicUser(made.stored), family: made.family ?? null },
    version: made.stored.version,
    location: `/v1/users/${made.stored.id}`,
    headers: { 'cache-control': 'no-store' },
  }
}

async function insert(
  client: ClientBase,
  made: { readonly userId: string; readonly passwordHash: string; readonly now: Date },
  call: Call,
  context: IdentityContext,
): Promise<{ readonly userId: string; readonly familyId: string | null }> {
  const { userId, now } = made
  const { email, display_name: displayName, family_name: name } = call.body
  await insertUser(client, { id: userId, email, passwordHash: made.passwordHash, displayName, now })
  const familyId = name === undefined ? undefined : newId()
  if (familyId !== undefined && name !== undefined) {
    await insertFamily(client, { id: familyId, name, ownerId: userId, now })
    await insertMember(client, { familyId, userId, role: 'owner', now })
  }
  const stored = await lockUser(client, userId)
  const family = familyId === undefined ? undefined : await findFamily(client, familyId)
  await writeOutbox(client, [registeredEvent(stored, family, call, context)])
  return { userId, familyId: familyId ?? null }
}

function registeredEvent(
  stored: StoredUser,
  family: Family | undefined,
  call: Call,
  context: IdentityContext,
): ReturnType<typeof requestEvent> {
  return requestEvent(
    {
      type: EVENT_TYPES.userRegistered,
      subject: stored.id,
      aggregateVersion: stored.version,
      familyId: family?.id,
      data: { user: publicUser(stored), family: family ?? null },
    },
    call.trace,
    context.clock,
  )
}
