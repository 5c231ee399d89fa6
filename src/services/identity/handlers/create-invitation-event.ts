import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { OperationCall } from '../../http/api/operation.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import type { Invitation } from '../api/invitation-schemas.js'
import type { IdentityContext } from './identity-context.js'

/** Creates an event about an invitation; each invitation has two, its creation and what ended it. */
export function createInvitationEvent(
  type: `identity.invitation.${'created' | 'accepted' | 'declined' | 'revoked'}`,
  invitation: Invitation,
  call: OperationCall<unknown, unknown, unknown>,
  context: IdentityContext,
): EventEnvelope {
  return createRequestEvent(
    {
      type,
      subject: invitation.id,
      aggregateVersion: type === 'identity.invitation.created' ? 1 : 2,
      familyId: invitation.family_id,
      data: { invitation },
    },
    call.trace,
    context.clock,
  )
}
