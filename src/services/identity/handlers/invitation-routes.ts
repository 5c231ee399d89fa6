import type { ClientBase } from 'pg'
import { createId } from '../../../core/ids.js'
import { type OperationCall, type OperationRoute, route } from '../../http/api/operation.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { toIdempotentRequest } from '../../http/requests/idempotency-key.js'
import type { FamilyId } from '../api/family-operations.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import * as operations from '../api/invitation-operations.js'
import type { Invitation, NewInvitation } from '../api/invitation-schemas.js'
import { inTransaction } from '../repository/in-transaction.js'
import {
  deleteInvitation,
  findFamilyInvitations,
  findInvitationsForEmail,
  invitationNotFoundError,
  lockInvitation,
  replaceInvitation,
} from '../repository/invitation-repository.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { findUser, lockUser, toPublicUser } from '../repository/user-repository.js'
import { writeOutbox } from '../repository/write-outbox.js'
import { createInvitationEvent } from './create-invitation-event.js'
import { acceptInvitation, assertInvited } from './accept-invitation.js'
import { lockOwnedFamily } from './family-access.js'
import type { IdentityContext } from './identity-context.js'
import { requireUser } from './require-user.js'

const INVITATION_TTL_DAYS = 7
const MAX_INVITATIONS = 50

/** The routes of invitations: a user joins a family only by accepting one. */
export function invitationRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool, reads, clock } = context
  return [
    route(operations.createInvitation, async (call) => {
      const { idempotencyKey: key, principal, params, body } = call
      const about = { operation: 'createInvitation', params, body }
      const request = toIdempotentRequest(key, `account ${principal.userId}`, about)
      const created = await inTransaction(pool, async (client) =>
        runIdempotent(client, request, clock.now(), async () => invite(client, call, context)),
      )
      return { body: created }
    }),
    route(operations.listInvitations, async ({ params, principal }) => {
      const items = await inTransaction(pool, async (client) => {
        const family = await lockOwnedFamily(client, principal, params.id)
        return findFamilyInvitations(client, family.id, clock.now())
      })
      return { body: { items } }
    }),
    route(operations.revokeInvitation, async (call) => {
      const { id: familyId, invitation_id: id } = call.params
      await inTransaction(pool, async (client) => {
        const family = await lockOwnedFamily(client, call.principal, familyId)
        const invitation = await lockInvitation(client, id)
        if (invitation.family_id !== family.id) throw invitationNotFoundError(id)
        await deleteInvitation(client, id)
        await writeOutbox(client, [
          createInvitationEvent('identity.invitation.revoked', invitation, call, context),
        ])
      })
      return { body: undefined }
    }),
    route(operations.listMyInvitations, async (call) => {
      const { userId } = call.principal
      const items = await reads.read(call, async (db) => {
        const user = requireUser(await findUser(db, userId), userId)
        return findInvitationsForEmail(db, user.email, clock.now())
      })
      return { body: { items } }
    }),
    route(operations.acceptInvitation, async (call) => {
      const user = await inTransaction(pool, async (client) => acceptInvitation(client, call, context))
      return { body: toPublicUser(user), version: user.version }
    }),
    route(operations.declineInvitation, async (call) => {
      await inTransaction(pool, async (client) => {
        const user = await lockUser(client, call.principal.userId)
        const invitation = await lockInvitation(client, call.params.id)
        assertInvited(user, invitation)
        await deleteInvitation(client, invitation.id)
        await writeOutbox(client, [
          createInvitationEvent('identity.invitation.declined', invitation, call, context),
        ])
      })
      return { body: undefined }
    }),
  ]
}

async function invite(
  client: ClientBase,
  call: OperationCall<FamilyId, unknown, NewInvitation>,
  context: IdentityContext,
): Promise<Invitation> {
  const family = await lockOwnedFamily(client, call.principal, call.params.id)
  const { email, role } = call.body
  const now = context.clock.now()
  const pending = await findFamilyInvitations(client, family.id, now)
  const others = pending.filter((each) => each.email.toLowerCase() !== email.toLowerCase())
  if (others.length >= MAX_INVITATIONS) {
    throw new HttpProblem(IDENTITY_ERRORS.TOO_MANY_INVITATIONS, {
      detail: `The family ${family.name} has ${MAX_INVITATIONS} pending invitations. Revoke one first.`,
    })
  }
  const id = createId()
  const expiresAt = new Date(now.getTime() + INVITATION_TTL_DAYS * 86_400_000)
  const invitedBy = call.principal.userId
  await replaceInvitation(client, { id, familyId: family.id, email, role, invitedBy, now, expiresAt })
  const invitation = await lockInvitation(client, id)
  await writeOutbox(client, [createInvitationEvent('identity.invitation.created', invitation, call, context)])
  return invitation
}
