import { object, type Schema } from '../../../core/schema.js'
import { id } from '../../http/api/formats.js'
import type { Operation } from '../../http/api/operation.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import type { FamilyId } from './family-operations.js'
import { IDENTITY_ERRORS } from './identity-errors.js'
import { type User, user } from './identity-schemas.js'
import {
  type Invitation,
  invitation,
  invitationList,
  type NewInvitation,
  newInvitation,
} from './invitation-schemas.js'

export interface InvitationId {
  readonly id: string
}
export interface FamilyInvitationId extends FamilyId {
  readonly invitation_id: string
}
type InvitationList = { readonly items: readonly Invitation[] }

const familyIdParams: Schema<FamilyId> = object({ id: id('ID of the family.', 'family') })
const invitationIdParams: Schema<InvitationId> = object({ id: id('ID of the invitation.', 'invitation') })
const familyInvitationIdParams: Schema<FamilyInvitationId> = object({
  id: id('ID of the family.', 'family'),
  invitation_id: id('ID of the invitation.', 'invitation'),
})

export const createInvitation: Operation<FamilyId, unknown, NewInvitation, Invitation> = {
  id: 'createInvitation',
  method: 'POST',
  path: '/v1/families/{id}/invitations',
  summary: 'Invite someone to your family',
  description:
    'Invites the user with an email address (owner only). Nothing changes until the user accepts. An invitation expires after 7 days; inviting again renews it. At most 50 invitations can be pending.',
  access: 'manageInvitations',
  params: familyIdParams,
  body: newInvitation,
  status: 201,
  response: invitation,
  idempotent: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, IDENTITY_ERRORS.TOO_MANY_INVITATIONS],
}

export const listInvitations: Operation<FamilyId, unknown, unknown, InvitationList> = {
  id: 'listInvitations',
  method: 'GET',
  path: '/v1/families/{id}/invitations',
  summary: 'List the invitations to your family',
  description: 'Returns the pending invitations to your family, the oldest first (owner only).',
  access: 'manageInvitations',
  params: familyIdParams,
  status: 200,
  response: invitationList,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN],
}

export const revokeInvitation: Operation<FamilyInvitationId> = {
  id: 'revokeInvitation',
  method: 'DELETE',
  path: '/v1/families/{id}/invitations/{invitation_id}',
  summary: 'Revoke an invitation',
  description: 'Revokes a pending invitation to your family (owner only).',
  access: 'manageInvitations',
  params: familyInvitationIdParams,
  status: 204,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN],
}

export const listMyInvitations: Operation<unknown, unknown, unknown, InvitationList> = {
  id: 'listMyInvitations',
  method: 'GET',
  path: '/v1/invitations',
  summary: 'List your invitations',
  description: 'Returns the pending invitations to your email address, the newest first.',
  access: 'useAccount',
  status: 200,
  response: invitationList,
}

export const acceptInvitation: Operation<InvitationId, unknown, unknown, User> = {
  id: 'acceptInvitation',
  method: 'POST',
  path: '/v1/invitations/{id}/accept',
  summary: 'Accept an invitation',
  description:
    'Joins the family. You must not belong to a family. Your todos from before stay private. Refresh your token afterwards: the current one is refused from then on.',
  access: 'useAccount',
  params: invitationIdParams,
  status: 200,
  response: user,
  movesMembership: true,
  errors: [HTTP_ERRORS.NOT_FOUND, IDENTITY_ERRORS.ALREADY_IN_A_FAMILY, IDENTITY_ERRORS.INVITATION_EXPIRED],
}

export const declineInvitation: Operation<InvitationId> = {
  id: 'declineInvitation',
  method: 'POST',
  path: '/v1/invitations/{id}/decline',
  summary: 'Decline an invitation',
  description: 'Removes a pending invitation to your email address.',
  access: 'useAccount',
  params: invitationIdParams,
  status: 204,
  errors: [HTTP_ERRORS.NOT_FOUND],
}
