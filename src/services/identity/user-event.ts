import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { EVENT_TYPES } from '../../domain/event-types.js'
import type { OperationCall } from '../http/operation.js'
import { requestEvent } from '../http/request-event.js'
import type { IdentityContext } from './identity-context.js'
import { publicUser, type StoredUser } from './user-repository.js'

/** What others are told of a user: whoever keeps a copy drops it. `left` is the family that the user is no longer in. */
export function userEvent(
  type: (typeof EVENT_TYPES)['userUpdated' | 'userDeleted'],
  user: StoredUser,
  call: OperationCall<unknown, unknown, unknown>,
  context: IdentityContext,
  left?: { readonly id: string; readonly owner_id: string },
): EventEnvelope {
  return requestEvent(
    {
      type,
      subject: user.id,
      aggregateVersion: user.version,
      familyId: left?.id ?? user.family_id ?? undefined,
      data: {
        user: publicUser(user),
        ...(left === undefined ? {} : { left: { family_id: left.id, owner_id: left.owner_id } }),
      },
    },
    call.trace,
    context.clock,
  )
}
