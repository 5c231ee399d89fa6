import type { ClientBase } from 'pg'
import { createId } from '../../../core/ids.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { toIdempotentRequest } from '../../http/requests/idempotency-key.js'
import { type OperationCall, type OperationRoute, route } from '../../http/api/operation.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { assertVersion } from '../../http/requests/if-match.js'
import {
  findFamily,
  insertFamily,
  insertMember,
  lockFamily,
  renameFamily,
} from '../repository/family-repository.js'
import * as operations from '../api/family-operations.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import type { Family } from '../api/identity-schemas.js'
import { inTransaction } from '../repository/in-transaction.js'
import { memberRoutes } from './member-routes.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { lockOwnedFamily, assertOwnFamily, familyNotFoundError } from './family-access.js'
import { lockUser } from '../repository/user-repository.js'
import { createUserEvent } from './create-user-event.js'
import { writeOutbox } from '../repository/write-outbox.js'

/** The routes of families and their members. */
export function familyRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool, reads } = context
  return [
    route(operations.createFamily, async (call) => {
      const { idempotencyKey: key, principal, body } = call
      // Without the family: the request itself changes it.
      const about = { operation: 'createFamily', body }
      const request = toIdempotentRequest(key, `account ${principal.userId}`, about)
      const created = await inTransaction(pool, async (client) =>
        runIdempotent(client, request, context.clock.now(), async () =>
          createFamilyWithOwner(client, call, context),
        ),
      )
      return { body: created, version: created.version, location: `/v1/families/${created.id}` }
    }),
    route(operations.getFamily, async (call) => {
      const { params } = call
      assertOwnFamily(call.principal, params.id)
      const family = await reads.read(call, async (db) => findFamily(db, params.id))
      if (family === undefined) throw familyNotFoundError(params.id)
      return { body: family, version: family.version }
    }),
    route(operations.updateFamily, async (call) => {
      const renamed = await inTransaction(pool, async (client) => {
        const family = await lockOwnedFamily(client, call.principal, call.params.id)
        assertVersion(call.ifMatch, family.version)
        await renameFamily(client, family.id, call.body.name)
        return lockFamily(client, family.id)
      })
      return { body: renamed, version: renamed.version }
    }),
    route(operations.deleteFamily, async (call) => {
      const event = await inTransaction(pool, async (client) => requestFamilyDeletion(client, call, context))
      return { body: { family_id: event.subject, event_id: event.id, correlation_id: event.correlationid } }
    }),
    ...memberRoutes(context),
  ]
}

async function createFamilyWithOwner(
  client: ClientBase,
  call: OperationCall<unknown, unknown, { readonly name: string }>,
  context: IdentityContext,
): Promise<Family> {
  const user = await lockUser(client, call.principal.userId)
  if (user.family_id !== null) {
    throw new HttpProblem(IDENTITY_ERRORS.ALREADY_IN_A_FAMILY, {
      detail: 'You already belong to a family. Leave it first.',
    })
  }
  const now = context.clock.now()
  const familyId = createId()
  await insertFamily(client, { id: familyId, name: call.body.name, ownerId: user.id, now })
  await insertMember(client, { familyId, userId: user.id, role: 'owner', now })
  const after = await lockUser(client, user.id)
  await writeOutbox(client, [createUserEvent('identity.user.updated', after, call, context)])
  return lockFamily(client, familyId)
}

/** Only requests the deletion: the saga that handles the event deletes the family in all three stores, or restores it. */
async function requestFamilyDeletion(
  client: ClientBase,
  call: OperationCall<operations.FamilyId, unknown, unknown>,
  context: IdentityContext,
): Promise<EventEnvelope> {
  const family = await lockOwnedFamily(client, call.principal, call.params.id)
  assertVersion(call.ifMatch, family.version)
  const event = createRequestEvent(
    {
      type: 'identity.family.deletion_requested',
      subject: family.id,
      aggregateVersion: family.version,
      familyId: family.id,
      data: { family_id: family.id, requested_by: call.principal.userId },
    },
    call.trace,
    context.clock,
  )
  await writeOutbox(client, [event])
  return event
}
