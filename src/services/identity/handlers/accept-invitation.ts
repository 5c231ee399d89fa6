import type { ClientBase } from 'pg'
import type { OperationCall } from '../../http/api/operation.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import type { InvitationId } from '../api/invitation-operations.js'
import type { Invitation } from '../api/invitation-schemas.js'
import { insertMember, lockFamily } from '../repository/family-repository.js'
import {
  deleteInvitation,
  invitationNotFoundError,
  lockInvitation,
} from '../repository/invitation-repository.js'
import { lockUser, type StoredUser } from '../repository/user-repository.js'
import { writeOutbox } from '../repository/write-outbox.js'
import { createInvitationEvent } from './create-invitation-event.js'
import { createUserEvent } from './create-user-event.js'
import type { IdentityContext } from './identity-context.js'

/** Adds the calling user to the family, in the caller's transaction. */
export async function acceptInvitation(
  client: ClientBase,
  call: OperationCall<InvitationId, unknown, unknown>,
  context: IdentityContext,
): Promise<StoredUser> {
  const user = await lockUser(client, call.principal.userId)
  const invitation = await lockInvitation(client, call.params.id)
  assertInvited(user, invitation)
  const now = context.clock.now()
  if (new Date(invitation.expires_at) <= now) {
    throw new HttpProblem(IDENTITY_ERRORS.INVITATION_EXPIRED, {
      detail: `The invitation expired at ${invitation.expires_at}. Ask for another one.`,
    })
  }
  if (user.family_id !== null) {
    throw new HttpProblem(IDENTITY_ERRORS.ALREADY_IN_A_FAMILY, {
      detail: 'You already belong to a family. Leave it first.',
    })
  }
  const family = await lockFamily(client, invitation.family_id)
  await insertMember(client, { familyId: family.id, userId: user.id, role: invitation.role, now })
  await deleteInvitation(client, invitation.id)
  const joined = await lockUser(client, user.id)
  await writeOutbox(client, [
    createInvitationEvent('identity.invitation.accepted', invitation, call, context),
    createUserEvent('identity.user.updated', joined, call, context),
  ])
  return joined
}

/** Throws NOT_FOUND (404) for an invitation of somebody else, as for one that does not exist. */
export function assertInvited(user: StoredUser, invitation: Invitation): void {
  if (invitation.email.toLowerCase() !== user.email.toLowerCase())
    throw invitationNotFoundError(invitation.id)
}
