import type { ClientBase } from 'pg'
import { createId } from '../../../core/ids.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import {
  idempotencyKeyReusedError,
  type IdempotentRequest,
  toIdempotentRequest,
} from '../../http/requests/idempotency-key.js'
import type { OperationResponse, OperationCall } from '../../http/api/operation.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { findFamily, insertFamily, insertMember } from '../repository/family-repository.js'
import type { IdentityContext } from './identity-context.js'
import type { Family, RegistrationResult, Registration, User } from '../api/identity-schemas.js'
import { inTransaction } from '../repository/in-transaction.js'
import { issueTokens } from './issue-tokens.js'
import { findIdempotentResponse, runIdempotent, whileRunning } from '../repository/run-idempotent.js'
import { insertSession } from '../repository/session-repository.js'
import { startSession, type StartedSession } from './start-session.js'
import {
  findUser,
  insertUser,
  lockUser,
  toPublicUser,
  type StoredUser,
} from '../repository/user-repository.js'
import { writeOutbox } from '../repository/write-outbox.js'

type RegisterCall = OperationCall<unknown, unknown, Registration>

/** What is stored for a repetition with the same idempotency key; earlier versions stored only the IDs. */
interface Registered {
  readonly userId: string
  readonly familyId: string | null
  readonly user?: User
  readonly family?: Family | null
}

/**
 * Registers a user in one transaction (ADR-002): user, membership, member count, event and first session. Tokens are not
 * stored, so a repetition with the same idempotency key starts another session, for which the password is checked. No
 * password is hashed in a transaction.
 */
export async function registerUser(
  call: RegisterCall,
  context: IdentityContext,
): Promise<OperationResponse<RegistrationResult>> {
  const { password, ...rest } = call.body
  const { pool, clock } = context
  // The digest is fast to compute, so it must not contain the password: a repetition is checked against the slow hash.
  const request = toIdempotentRequest(call.idempotencyKey, 'register', rest)
  let registered = await findIdempotentResponse<Registered>(pool, request, clock.now())
  if (registered === undefined) {
    const first = await whileRunning(request, async () => insertFirst(request, call, context))
    if (first.session !== undefined) return toResponse(first.registered, first.session, context)
    registered = first.registered
  }
  const found = await findUser(pool, registered.userId)
  const session = await startSession(found, password, context, call.signal)
  if (session === undefined) throw idempotencyKeyReusedError()
  return toResponse(registered, session, context)
}

/** Registers the user, unless another process has meanwhile done so for the same key: then there is no session. */
async function insertFirst(
  request: IdempotentRequest | undefined,
  call: RegisterCall,
  context: IdentityContext,
): Promise<{ readonly registered: Registered; readonly session?: StartedSession }> {
  const { pool, clock, hasher } = context
  const passwordHash = await hasher.hash(call.body.password, call.signal)
  const user = { userId: createId(), passwordHash, now: clock.now() }
  const { registered, refreshToken } = await inTransaction(pool, async (client) => {
    const result = await runIdempotent(client, request, user.now, async () =>
      insertRegistration(client, user, call, context),
    )
    if (result.userId !== user.userId) return { registered: result }
    return {
      registered: result,
      refreshToken: await insertSession(client, { userId: user.userId, now: user.now }),
    }
  })
  if (refreshToken === undefined) return { registered }
  const created = await findUser(pool, user.userId)
  return { registered, ...(created === undefined ? {} : { session: { user: created, refreshToken } }) }
}

/** The first response again, with the tokens of this session. */
async function toResponse(
  registered: Registered,
  session: StartedSession,
  context: IdentityContext,
): Promise<OperationResponse<RegistrationResult>> {
  const { familyId } = registered
  const user = registered.user ?? toPublicUser(session.user)
  const family =
    registered.family ?? (familyId === null ? undefined : await findFamily(context.pool, familyId))
  const tokens = await issueTokens(session.user, session.refreshToken, context)
  return {
    body: { ...tokens, user, family: family ?? null },
    version: user.version,
    location: `/v1/users/${user.id}`,
    headers: { 'cache-control': 'no-store' },
  }
}

async function insertRegistration(
  client: ClientBase,
  user: { readonly userId: string; readonly passwordHash: string; readonly now: Date },
  call: RegisterCall,
  context: IdentityContext,
): Promise<Registered> {
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
  return { userId, familyId: familyId ?? null, user: toPublicUser(stored), family: family ?? null }
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
