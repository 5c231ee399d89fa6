import type { ClientBase } from 'pg'
import { EVENT_TYPES } from '../../domain/event-types.js'
import { HTTP_ERRORS } from '../http/http-errors.js'
import { HttpProblem } from '../http/http-problem.js'
import { repeatableRequest, type RepeatableRequest } from '../http/idempotency-key.js'
import { type OperationCall, type OperationRoute, route } from '../http/operation.js'
import * as operations from './family-operations.js'
import { deleteMember, insertMember, lockFamily, membersOf, setRole } from './family-repository.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from './identity-errors.js'
import type { Family } from './identity-schemas.js'
import { inTransaction } from './in-transaction.js'
import { onceByKey } from './once-by-key.js'
import { lockOwnedFamily, ownFamily, requireMember } from './own-family.js'
import { userEvent } from './user-event.js'
import { findUserByEmail, lockUser } from './user-repository.js'
import { writeOutbox } from './write-outbox.js'

/** Who belongs to the own family. */
export function memberRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool } = context
  return [
    route(operations.listMembers, async ({ params, principal }) => {
      ownFamily(principal, params.id)
      return { body: { items: await membersOf(pool, params.id) } }
    }),
    route(operations.addMember, async (call) => {
      const items = await inTransaction(pool, async (client) => {
        return onceByKey(client, requestOf(call), context.clock.now(), async () => {
          await takeIn(client, call, context)
          return membersOf(client, call.params.id)
        })
      })
      return { body: { items } }
    }),
    route(operations.updateMember, async (call) => {
      const items = await inTransaction(pool, async (client) => {
        const family = await lockOwnedFamily(client, call.principal, call.params.id)
        const member = await requireMember(client, family.id, call.params.user_id)
        refuseOwner(family, member.user_id)
        await setRole(client, family.id, member.user_id, call.body.role)
        await tell(client, member.user_id, call, context)
        return membersOf(client, family.id)
      })
      return { body: { items } }
    }),
    route(operations.removeMember, async (call) => {
      await inTransaction(pool, async (client) => takeOut(client, call, context))
      return { body: undefined }
    }),
  ]
}

function requestOf(
  call: OperationCall<operations.FamilyId, unknown, operations.NewMember>,
): RepeatableRequest | undefined {
  const scope = `addMember ${call.principal.userId}`
  return repeatableRequest(call.idempotencyKey, scope, { ...call.params, ...call.body })
}

async function takeIn(
  client: ClientBase,
  call: OperationCall<operations.FamilyId, unknown, operations.NewMember>,
  context: IdentityContext,
): Promise<void> {
  const family = await lockOwnedFamily(client, call.principal, call.params.id)
  const found = await findUserByEmail(client, call.body.email)
  if (found === undefined) {
    throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, {
      detail: `Nobody is registered as ${call.body.email}. They register first, without a family_name.`,
    })
  }
  const user = await lockUser(client, found.id)
  if (user.family_id !== null) {
    throw new HttpProblem(IDENTITY_ERRORS.ALREADY_IN_A_FAMILY, {
      detail: `${user.email} is in a family already.`,
    })
  }
  const now = context.clock.now()
  await insertMember(client, { familyId: family.id, userId: user.id, role: call.body.role, now })
  await tell(client, user.id, call, context)
}

async function takeOut(
  client: ClientBase,
  call: OperationCall<operations.MemberId, unknown, unknown>,
  context: IdentityContext,
): Promise<void> {
  const { id, user_id: userId } = call.params
  ownFamily(call.principal, id)
  const family =
    userId === call.principal.userId
      ? await lockFamily(client, id)
      : await lockOwnedFamily(client, call.principal, id)
  await requireMember(client, family.id, userId)
  refuseOwner(family, userId)
  await deleteMember(client, family.id, userId)
  await tell(client, userId, call, context, family)
}

function refuseOwner(family: Family, userId: string): void {
  if (family.owner_id !== userId) return
  throw new HttpProblem(IDENTITY_ERRORS.OWNER_MUST_STAY, {
    detail: `${userId} owns the family ${family.name}. Delete the family instead.`,
  })
}

async function tell(
  client: ClientBase,
  userId: string,
  call: OperationCall<unknown, unknown, unknown>,
  context: IdentityContext,
  left?: Family,
): Promise<void> {
  const user = await lockUser(client, userId)
  await writeOutbox(client, [userEvent(EVENT_TYPES.userUpdated, user, call, context, left)])
}
