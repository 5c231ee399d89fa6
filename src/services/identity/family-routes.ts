import type { ClientBase } from 'pg'
import { newId } from '../../core/ids.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import { HttpProblem } from '../http/http-problem.js'
import { repeatableRequest } from '../http/idempotency-key.js'
import { type OperationCall, type OperationRoute, route } from '../http/operation.js'
import { requestEvent } from '../http/request-event.js'
import { requireVersion } from '../http/version-match.js'
import { findFamily, insertFamily, insertMember, lockFamily, renameFamily } from './family-repository.js'
import * as operations from './family-operations.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from './identity-errors.js'
import type { Family } from './identity-schemas.js'
import { inTransaction } from './in-transaction.js'
import { memberRoutes } from './member-routes.js'
import { onceByKey } from './once-by-key.js'
import { lockOwnedFamily, ownFamily, unknownFamily } from './own-family.js'
import { lockUser } from './user-repository.js'
import { userEvent } from './user-event.js'
import { writeOutbox } from './write-outbox.js'

/** The own family: made, read, renamed, deleted, and its members. */
export function familyRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool } = context
  return [
    route(operations.createFamily, async (call) => {
      const request = repeatableRequest(
        call.idempotencyKey,
        `createFamily ${call.principal.userId}`,
        call.body,
      )
      const made = await inTransaction(pool, async (client) =>
        onceByKey(client, request, context.clock.now(), async () => makeFamily(client, call, context)),
      )
      return { body: made, version: made.version, location: `/v1/families/${made.id}` }
    }),
    route(operations.getFamily, async ({ params, principal }) => {
      ownFamily(principal, params.id)
      const family = await findFamily(pool, params.id)
      if (family === undefined) throw unknownFamily(params.id)
      return { body: family, version: family.version }
    }),
    route(operations.updateFamily, async (call) => {
      const renamed = await inTransaction(pool, async (client) => {
        const family = await lockOwnedFamily(client, call.principal, call.params.id)
        requireVersion(call.ifMatch, family.version)
        await renameFamily(client, family.id, call.body.name)
        return lockFamily(client, family.id)
      })
      return { body: renamed, version: renamed.version }
    }),
    route(operations.deleteFamily, async (call) => {
      const event = await inTransaction(pool, async (client) => requestDeletion(client, call, context))
      return { body: { family_id: event.subject, event_id: event.id, correlation_id: event.correlationid } }
    }),
    ...memberRoutes(context),
  ]
}

async function makeFamily(
  client: ClientBase,
  call: OperationCall<unknown, unknown, { readonly name: string }>,
  context: IdentityContext,
): Promise<Family> {
  const user = await lockUser(client, call.principal.userId)
  if (user.family_id !== null) {
    throw new HttpProblem(IDENTITY_ERRORS.ALREADY_IN_A_FAMILY, {
      detail: 'You are in a family; leave it first.',
    })
  }
  const now = context.clock.now()
  const familyId = newId()
  await insertFamily(client, { id: familyId, name: call.body.name, ownerId: user.id, now })
  await insertMember(client, { familyId, userId: user.id, role: 'owner', now })
  const after = await lockUser(client, user.id)
  await writeOutbox(client, [userEvent(EVENT_TYPES.userUpdated, after, call, context)])
  return lockFamily(client, familyId)
}

/** Only asked for here: the saga that hears the event deletes in all three stores, or puts everything back. */
async function requestDeletion(
  client: ClientBase,
  call: OperationCall<operations.FamilyId, unknown, unknown>,
  context: IdentityContext,
): Promise<ReturnType<typeof requestEvent>> {
  const family = await lockOwnedFamily(client, call.principal, call.params.id)
  requireVersion(call.ifMatch, family.version)
  const facts = {
    type: EVENT_TYPES.familyDeletionRequested,
    subject: family.id,
    aggregateVersion: family.version,
    familyId: family.id,
    data: { family_id: family.id, requested_by: call.principal.userId },
  }
  const event = requestEvent(facts, call.trace, context.clock)
  await writeOutbox(client, [event])
  return event
}
