import { defineEvent } from '../define-event.js'
import { invitationChange } from '../schemas.js'

/** The invited user has joined the family. */
export const invitationAccepted = defineEvent({
  type: 'identity.invitation.accepted',
  data: invitationChange,
})
