import type { ClientBase } from 'pg'
import { createId } from '../../../core/ids.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { toIdempotentRequest, assertSameRequest } from '../../http/requests/idempotency-key.js'
import type { OperationResponse, OperationCall } from '../../http/api/operation.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { findFamily, insertFamily, insertMember } from '../repository/family-repository.js'
import type { IdentityContext } from './identity-context.js'
import type { Family, RegistrationResult, Registration } from '../api/identity-schemas.js'
import { inTransaction } from '../repository/in-transaction.js'
import { issueTokens } from './issue-tokens.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { hashPassword, verifyPassword } from '../credentials/password-hash.js'
import { insertSession } from '../repository/session-repository.js'
import { insertUser, lockUser, toPublicUser, type StoredUser } from '../repository/user-repository.js'
import { writeOutbox } from '../repository/write-outbox.js'

type RegisterCall = OperationCall<unknown, unknown, Registration>

/** Registers a user in one transaction (ADR-002): user, membership, member count, event and first session. */
export async function registerUser(
  call: RegisterCall,
  context: IdentityContext,
): Promise<OperationResponse<RegistrationResult>> {
  const { password, ...rest } = call.body
  const passwordHash = await hashPassword(password)
  const now = context.clock.now()
  // The digest is fast to compute, so it must not contain the password: a repetition is checked against the slow hash.
  const request = toIdempotentRequest(call.idempotencyKey, 'register', rest)
  const newUserId = createId()
  const created = await inTransaction(context.pool, async (client) => {
    const { userId, familyId } = await runIdempotent(client, request, now, async () =>
      insertRegistration(client, { userId: newUserId, passwordHash, now }, call, context),
    )
    const stored = await lockUser(client, userId)
    if (userId !== newUserId && request !== undefined) {
      assertSameRequest(request, (await verifyPassword(password, stored.password_hash)) && request.hash)
    }
    const family = familyId === null ? undefined : await findFamily(client, familyId)
    return { stored, family, refreshToken: await insertSession(client, { userId, now }) }
  })
  const tokens = await issueTokens(created.stored, created.refreshToken, context)
  return {
    body: { ...tokens, user: toPublicUser(created.stored), family: created.family ?? null },
    version: created.stored.version,
    location: `/v1/users/${created.stored.id}`,
    headers: { 'cache-control': 'no-store' },
  }
}

async function insertRegistration(
  client: ClientBase,
  user: { readonly userId: string; readonly passwordHash: string; readonly now: Date },
  call: RegisterCall,
  context: IdentityContext,
): Promise<{ readonly userId: string; readonly familyId: string | null }> {
  const { userId, now } = user
  const { email, display_name: displayName, family_name: name } = call.body
  await insertUser(client, { id: userId, email, passwordHash: user.passwordHash, displayName, now })
  const familyId = name === undefined ? undefined : createId()
  if (familyId !== undefined && name !== undefined) {
    await insertFamily(client, { id: familyId, name, ownerId: userId, now })
    await insertMember(client, { familyId, userId, role: 'owner', now })
  }
  const stored = await lockUser(client, userId)
  const family = familyId === undefined ? undefined : await findFamily(client, familyId)
  await writeOutbox(client, [createUserRegisteredEvent(stored, family, call, context)])
  return { userId, familyId: familyId ?? null }
}

function createUserRegisteredEvent(
  stored: StoredUser,
  family: Family | undefined,
  call: RegisterCall,
  context: IdentityContext,
): EventEnvelope {
  return createRequestEvent(
    {
      type: 'identity.user.registered',
      subject: stored.id,
      aggregateVersion: stored.version,
      familyId: family?.id,
      data: { user: toPublicUser(stored), family: family ?? null },
    },
    call.trace,
    context.clock,
  )
}
