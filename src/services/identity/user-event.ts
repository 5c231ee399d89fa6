import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { EVENT_TYPES } from '../../domain/event-types.js'
import type { OperationCall } from '../http/operation.js'
import { requestEvent } from '../http/request-event.js'
import type { IdentityContext } from './identity-context.js'
import { publicUser, type StoredUser } from './user-repository.js'

/** What others are told of a user: whoever keeps a copy drops it. */
export function userEvent(
  type: (typeof EVENT_TYPES)['userUpdated' | 'userDeleted'],
  user: StoredUser,
  call: OperationCall<unknown, unknown, unknown>,
  context: IdentityContext,
): EventEnvelope {
  return requestEvent(
    {
      type,
      subject: user.id,
      aggregateVersion: user.version,
      familyId: user.family_id ?? undefined,
      data: { user: publicUser(user) },
    },
    call.trace,
    context.clock,
  )
}
