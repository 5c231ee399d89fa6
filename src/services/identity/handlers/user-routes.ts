import type { ClientBase } from 'pg'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { type OperationCall, type OperationRoute, route } from '../../http/api/operation.js'
import { assertVersion } from '../../http/requests/if-match.js'
import { deleteMember, lockFamily } from '../repository/family-repository.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import { changeUser } from './change-user.js'
import { requireUser } from './require-user.js'
import { deleteMe, getJwks, getMe, getUser, updateMe } from '../api/identity-operations.js'
import type { Family } from '../api/identity-schemas.js'
import { inTransaction } from '../repository/in-transaction.js'
import {
  deleteUser,
  findUser,
  lockUser,
  toPublicUser,
  type StoredUser,
} from '../repository/user-repository.js'
import { createUserEvent } from './create-user-event.js'
import { redactUser } from '../repository/redact-user.js'
import { writeOutbox } from '../repository/write-outbox.js'

/** The routes of users, and of the keys that verify access tokens. */
export function userRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool, reads } = context
  return [
    route(getJwks, async () => ({
      body: { keys: context.keys.jwks.keys.map((key) => ({ ...key })) },
      headers: { 'cache-control': 'public, max-age=300' },
    })),
    route(getMe, async (call) => {
      const { userId } = call.principal
      return toUserResponse(requireUser(await reads.read(call, async (db) => findUser(db, userId)), userId))
    }),
    route(getUser, async (call) => {
      const { params, principal } = call
      const user = requireUser(await reads.read(call, async (db) => findUser(db, params.id)), params.id)
      const isSelf = user.id === principal.userId
      const isInFamily = user.family_id !== null && user.family_id === principal.familyId
      return toUserResponse(requireUser(isSelf || isInFamily ? user : undefined, params.id))
    }),
    route(updateMe, async (call) => toUserResponse(await changeUser(call, context))),
    route(deleteMe, async (call) => {
      await inTransaction(pool, async (client) => removeUser(client, call, context))
      return { body: undefined }
    }),
  ]
}

async function removeUser(
  client: ClientBase,
  call: OperationCall<unknown, unknown, unknown>,
  context: IdentityContext,
): Promise<void> {
  const user = await lockUser(client, call.principal.userId)
  assertVersion(call.ifMatch, user.version)
  let left: Family | undefined
  if (user.family_id !== null) {
    const family = await lockFamily(client, user.family_id)
    left = family
    if (family.owner_id === user.id) {
      throw new HttpProblem(IDENTITY_ERRORS.OWNER_MUST_STAY, {
        detail: `You own the family ${family.name}. Delete the family first.`,
      })
    }
    await deleteMember(client, family.id, user.id)
  }
  await deleteUser(client, user.id)
  await writeOutbox(client, [createUserEvent('identity.user.deleted', user, call, context, left)])
  await redactUser(client, user.id)
}

function toUserResponse(user: StoredUser): {
  readonly body: ReturnType<typeof toPublicUser>
  readonly version: number
} {
  return { body: toPublicUser(user), version: user.version }
}
