import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { OperationCall } from '../../http/api/operation.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import type { IdentityContext } from './identity-context.js'
import { toPublicUser, type StoredUser } from '../repository/user-repository.js'

/** Creates an event about a user; caches drop their copy of the user. `left` is the family that the user has left. */
export function createUserEvent(
  type: 'identity.user.updated' | 'identity.user.deleted',
  user: StoredUser,
  call: OperationCall<unknown, unknown, unknown>,
  context: IdentityContext,
  left?: { readonly id: string; readonly owner_id: string },
): EventEnvelope {
  return createRequestEvent(
    {
      type,
      subject: user.id,
      aggregateVersion: user.version,
      familyId: left?.id ?? user.family_id ?? undefined,
      data: {
        user: {
          ...toPublicUser(user),
          // `user` was read before it left its family and was deleted: nothing of it is valid after that.
          ...(type === 'identity.user.deleted' ? { membership_version: user.membership_version + 2 } : {}),
        },
        ...(left === undefined ? {} : { left: { family_id: left.id, owner_id: left.owner_id } }),
      },
    },
    call.trace,
    context.clock,
  )
}
