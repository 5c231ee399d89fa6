import { defineEvent } from '../define-event.js'
import { invitationChange } from '../schemas.js'

/** The invited user has declined. */
export const invitationDeclined = defineEvent({
  type: 'identity.invitation.declined',
  data: invitationChange,
})
