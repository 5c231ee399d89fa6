import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { id } from '../../http/api/formats.js'
import type { Operation } from '../../http/api/operation.js'
import { object, type Schema, string } from '../../../core/schema.js'
import { IDENTITY_ERRORS } from './identity-errors.js'
import { type Family, family, familyName, type FamilyMember, memberList } from './identity-schemas.js'
import { assignableRole } from './invitation-schemas.js'

export interface FamilyId {
  readonly id: string
}
export interface MemberId extends FamilyId {
  readonly user_id: string
}
type MemberList = { readonly items: readonly FamilyMember[] }

const familyIdParams: Schema<FamilyId> = object({ id: id('ID of the family.', 'family') })
const memberIdParams: Schema<MemberId> = object({
  id: id('ID of the family.', 'family'),
  user_id: id('ID of the member.', 'member'),
})
export const createFamily: Operation<unknown, unknown, { readonly name: string }, Family> = {
  id: 'createFamily',
  method: 'POST',
  path: '/v1/families',
  summary: 'Create a family',
  description:
    'Creates a family that you own. You must not belong to a family. Refresh your token afterwards, also to repeat the request: the current one is refused from then on.',
  access: 'useAccount',
  body: object({ name: familyName }, { title: 'NewFamily', description: 'A family to create.' }),
  status: 201,
  response: family,
  idempotent: true,
  movesMembership: true,
  errors: [IDENTITY_ERRORS.ALREADY_IN_A_FAMILY],
}

export const getFamily: Operation<FamilyId, unknown, unknown, Family> = {
  id: 'getFamily',
  method: 'GET',
  path: '/v1/families/{id}',
  summary: 'Get your family',
  description: 'Returns your family. The ID of any other family returns 404.',
  access: 'readFamily',
  params: familyIdParams,
  status: 200,
  response: family,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

export const updateFamily: Operation<FamilyId, unknown, { readonly name: string }, Family> = {
  id: 'updateFamily',
  method: 'PATCH',
  path: '/v1/families/{id}',
  summary: 'Rename your family',
  description: 'Renames your family (owner only).',
  access: 'changeFamily',
  params: familyIdParams,
  body: object({ name: familyName }, { title: 'FamilyChange', description: 'The new name of the family.' }),
  status: 200,
  response: family,
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.VERSION_MISMATCH],
}

export interface FamilyDeletion {
  readonly family_id: string
  /** The event that requests the deletion. */
  readonly event_id: string
  /** Shared by all events of the deletion: `homemanager events --correlation` lists them. */
  readonly correlation_id: string
}

export const deleteFamily: Operation<FamilyId, unknown, unknown, FamilyDeletion> = {
  id: 'deleteFamily',
  method: 'DELETE',
  path: '/v1/families/{id}',
  summary: 'Delete your family',
  description:
    'Deletes your family with its todos, expenses and budgets (owner only). The deletion continues after the response and is atomic across all three stores. The users remain, without a family.',
  access: 'changeFamily',
  params: familyIdParams,
  status: 202,
  response: object(
    {
      family_id: id('ID of the family.', 'family'),
      event_id: id('ID of the event that requests the deletion.', 'event'),
      correlation_id: string({
        description: 'Correlation ID of all events of the deletion.',
        examples: ['01925c8e-7d00-7000-8000-0000000000ff'],
      }),
    },
    { title: 'FamilyDeletion', description: 'An accepted deletion of a family.' },
  ),
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.VERSION_MISMATCH],
}

export const listMembers: Operation<FamilyId, unknown, unknown, MemberList> = {
  id: 'listMembers',
  method: 'GET',
  path: '/v1/families/{id}/members',
  summary: 'List the members of your family',
  description: 'Returns all members of your family in the order in which they joined.',
  access: 'readFamily',
  params: familyIdParams,
  status: 200,
  response: memberList,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

export const updateMember: Operation<MemberId, unknown, { readonly role: 'adult' | 'child' }, MemberList> = {
  id: 'updateMember',
  method: 'PATCH',
  path: '/v1/families/{id}/members/{user_id}',
  summary: 'Change the role of a member',
  description: 'Changes the role of a member (owner only). Returns all members.',
  access: 'changeRoles',
  params: memberIdParams,
  body: object({ role: assignableRole }, { title: 'MemberChange', description: 'The new role of a member.' }),
  status: 200,
  response: memberList,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, IDENTITY_ERRORS.OWNER_MUST_STAY],
}

export const removeMember: Operation<MemberId> = {
  id: 'removeMember',
  method: 'DELETE',
  path: '/v1/families/{id}/members/{user_id}',
  summary: 'Remove a member from your family',
  description:
    'Removes a member from your family. The owner can remove any member; members can remove themselves.',
  access: 'removeMembers',
  params: memberIdParams,
  status: 204,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, IDENTITY_ERRORS.OWNER_MUST_STAY],
}
