import type { ClientBase } from 'pg'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { toIdempotentRequest, type IdempotentRequest } from '../../http/requests/idempotency-key.js'
import { type OperationCall, type OperationRoute, route } from '../../http/api/operation.js'
import * as operations from '../api/family-operations.js'
import {
  deleteMember,
  insertMember,
  lockFamily,
  findFamilyMembers,
  setMemberRole,
} from '../repository/family-repository.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import type { Family } from '../api/identity-schemas.js'
import { inTransaction } from '../repository/in-transaction.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { lockOwnedFamily, assertOwnFamily, requireMember } from './family-access.js'
import { createUserEvent } from './create-user-event.js'
import { findUserByEmail, lockUser } from '../repository/user-repository.js'
import { writeOutbox } from '../repository/write-outbox.js'

/** The routes of family members. */
export function memberRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool } = context
  return [
    route(operations.listMembers, async ({ params, principal }) => {
      assertOwnFamily(principal, params.id)
      return { body: { items: await findFamilyMembers(pool, params.id) } }
    }),
    route(operations.addMember, async (call) => {
      const items = await inTransaction(pool, async (client) => {
        return runIdempotent(client, toAddMemberRequest(call), context.clock.now(), async () => {
          await addFamilyMember(client, call, context)
          return findFamilyMembers(client, call.params.id)
        })
      })
      return { body: { items } }
    }),
    route(operations.updateMember, async (call) => {
      const items = await inTransaction(pool, async (client) => {
        const family = await lockOwnedFamily(client, call.principal, call.params.id)
        const member = await requireMember(client, family.id, call.params.user_id)
        assertNotOwner(family, member.user_id)
        await setMemberRole(client, family.id, member.user_id, call.body.role)
        await writeUserUpdatedEvent(client, member.user_id, call, context)
        return findFamilyMembers(client, family.id)
      })
      return { body: { items } }
    }),
    route(operations.removeMember, async (call) => {
      await inTransaction(pool, async (client) => removeFamilyMember(client, call, context))
      return { body: undefined }
    }),
  ]
}

function toAddMemberRequest(
  call: OperationCall<operations.FamilyId, unknown, operations.NewMember>,
): IdempotentRequest | undefined {
  const scope = `addMember ${call.principal.userId}`
  return toIdempotentRequest(call.idempotencyKey, scope, { ...call.params, ...call.body })
}

async function addFamilyMember(
  client: ClientBase,
  call: OperationCall<operations.FamilyId, unknown, operations.NewMember>,
  context: IdentityContext,
): Promise<void> {
  const family = await lockOwnedFamily(client, call.principal, call.params.id)
  const found = await findUserByEmail(client, call.body.email)
  if (found === undefined) {
    throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, {
      detail: `No user has the email address ${call.body.email}. The user must register first, without family_name.`,
    })
  }
  const user = await lockUser(client, found.id)
  if (user.family_id !== null) {
    throw new HttpProblem(IDENTITY_ERRORS.ALREADY_IN_A_FAMILY, {
      detail: `${user.email} already belongs to a family.`,
    })
  }
  const now = context.clock.now()
  await insertMember(client, { familyId: family.id, userId: user.id, role: call.body.role, now })
  await writeUserUpdatedEvent(client, user.id, call, context)
}

async function removeFamilyMember(
  client: ClientBase,
  call: OperationCall<operations.MemberId, unknown, unknown>,
  context: IdentityContext,
): Promise<void> {
  const { id, user_id: userId } = call.params
  assertOwnFamily(call.principal, id)
  const family =
    userId === call.principal.userId
      ? await lockFamily(client, id)
      : await lockOwnedFamily(client, call.principal, id)
  await requireMember(client, family.id, userId)
  assertNotOwner(family, userId)
  await deleteMember(client, family.id, userId)
  await writeUserUpdatedEvent(client, userId, call, context, family)
}

function assertNotOwner(family: Family, userId: string): void {
  if (family.owner_id !== userId) return
  throw new HttpProblem(IDENTITY_ERRORS.OWNER_MUST_STAY, {
    detail: `${userId} owns the family ${family.name}. Delete the family instead.`,
  })
}

async function writeUserUpdatedEvent(
  client: ClientBase,
  userId: string,
  call: OperationCall<unknown, unknown, unknown>,
  context: IdentityContext,
  left?: Family,
): Promise<void> {
  const user = await lockUser(client, userId)
  await writeOutbox(client, [createUserEvent('identity.user.updated', user, call, context, left)])
}
