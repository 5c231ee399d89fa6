import { HTTP_ERRORS } from '../http/http-errors.js'
import { id } from '../http/formats.js'
import type { Operation } from '../http/operation.js'
import { stringEnum, object, type Schema, string } from '../http/schema.js'
import { IDENTITY_ERRORS } from './identity-errors.js'
import { email, type Family, family, familyName, type FamilyMember, memberList } from './identity-schemas.js'

export interface FamilyId {
  readonly id: string
}
export interface MemberId extends FamilyId {
  readonly user_id: string
}
type MemberList = { readonly items: readonly FamilyMember[] }

const familyIdParams: Schema<FamilyId> = object({ id: id('The family.') })
const memberIdParams: Schema<MemberId> = object({ id: id('The family.'), user_id: id('The member.') })
const assignableRole: Schema<'adult' | 'child'> = stringEnum(['adult', 'child'])

export const createFamily: Operation<unknown, unknown, { readonly name: string }, Family> = {
  id: 'createFamily',
  method: 'POST',
  path: '/v1/families',
  summary: 'Make a family and own it',
  description: 'For a user without one. Refresh the token afterwards: the old one does not know the family.',
  access: 'member',
  body: object({ name: familyName }),
  status: 201,
  response: family,
  idempotent: true,
  errors: [IDENTITY_ERRORS.ALREADY_IN_A_FAMILY],
}

export const getFamily: Operation<FamilyId, unknown, unknown, Family> = {
  id: 'getFamily',
  method: 'GET',
  path: '/v1/families/{id}',
  summary: 'The own family',
  access: 'member',
  params: familyIdParams,
  status: 200,
  response: family,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

export const updateFamily: Operation<FamilyId, unknown, { readonly name: string }, Family> = {
  id: 'updateFamily',
  method: 'PATCH',
  path: '/v1/families/{id}',
  summary: 'Rename the own family; its owner only',
  access: 'member',
  params: familyIdParams,
  body: object({ name: familyName }),
  status: 200,
  response: family,
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.VERSION_MISMATCH],
}

export interface FamilyDeletion {
  readonly family_id: string
  /** The event that asks for the deletion; `homemanager events --correlation` follows it. */
  readonly event_id: string
  readonly correlation_id: string
}

export const deleteFamily: Operation<FamilyId, unknown, unknown, FamilyDeletion> = {
  id: 'deleteFamily',
  method: 'DELETE',
  path: '/v1/families/{id}',
  summary: 'Delete the own family with all that it has; its owner only',
  description:
    'Accepted, then done step by step in all three stores: either all of it goes or all of it stays.',
  access: 'member',
  params: familyIdParams,
  status: 202,
  response: object({ family_id: id('The family.'), event_id: id('The request.'), correlation_id: string() }),
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.VERSION_MISMATCH],
}

export const listMembers: Operation<FamilyId, unknown, unknown, MemberList> = {
  id: 'listMembers',
  method: 'GET',
  path: '/v1/families/{id}/members',
  summary: 'Who is in the own family',
  access: 'member',
  params: familyIdParams,
  status: 200,
  response: memberList,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

export interface NewMember {
  readonly email: string
  readonly role: 'adult' | 'child'
}

export const addMember: Operation<FamilyId, unknown, NewMember, MemberList> = {
  id: 'addMember',
  method: 'POST',
  path: '/v1/families/{id}/members',
  summary: 'Take a registered user without a family into the own one; its owner only',
  access: 'member',
  params: familyIdParams,
  body: object({ email, role: assignableRole }),
  status: 201,
  response: memberList,
  idempotent: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, IDENTITY_ERRORS.ALREADY_IN_A_FAMILY],
}

export const updateMember: Operation<MemberId, unknown, { readonly role: 'adult' | 'child' }, MemberList> = {
  id: 'updateMember',
  method: 'PATCH',
  path: '/v1/families/{id}/members/{user_id}',
  summary: 'Change the role of a member; the owner only',
  access: 'member',
  params: memberIdParams,
  body: object({ role: assignableRole }),
  status: 200,
  response: memberList,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, IDENTITY_ERRORS.OWNER_MUST_STAY],
}

export const removeMember: Operation<MemberId> = {
  id: 'removeMember',
  method: 'DELETE',
  path: '/v1/families/{id}/members/{user_id}',
  summary: 'Take a member out of the family: the owner anyone, everyone themselves',
  access: 'member',
  params: memberIdParams,
  status: 204,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.FORBIDDEN, IDENTITY_ERRORS.OWNER_MUST_STAY],
}
