import type { ClientBase } from 'pg'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { type OperationCall, type OperationRoute, route } from '../../http/api/operation.js'
import * as operations from '../api/family-operations.js'
import {
  deleteMember,
  lockFamily,
  findFamilyMembers,
  setMemberRole,
} from '../repository/family-repository.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import type { Family } from '../api/identity-schemas.js'
import { inTransaction } from '../repository/in-transaction.js'
import { lockOwnedFamily, assertOwnFamily, requireMember } from './family-access.js'
import { createUserEvent } from './create-user-event.js'
import { addMember } from '../api/removed-operations.js'
import { lockUser } from '../repository/user-repository.js'
import { writeOutbox } from '../repository/write-outbox.js'

/** The routes of family members. */
export function memberRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool, reads } = context
  return [
    route(operations.listMembers, async (call) => {
      const { id } = call.params
      assertOwnFamily(call.principal, id)
      return { body: { items: await reads.read(call, async (db) => findFamilyMembers(db, id)) } }
    }),
    route(addMember, async () => {
      throw new HttpProblem(IDENTITY_ERRORS.INVITATION_REQUIRED, {
        detail:
          'POST /v1/families/{id}/invitations invites a user, who joins by POST /v1/invitations/{id}/accept.',
      })
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
