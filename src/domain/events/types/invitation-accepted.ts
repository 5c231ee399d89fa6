import { defineEvent } from '../define-event.js'
import { invitationChange } from '../schemas.js'

/** The invited user has joined the family. */
export const invitationAccepted = defineEvent({
  type: 'identity.invitation.accepted',
  data: invitationChange,
  describe: ({ invitation: { email, family_id } }, name) => `${email} joined ${name(family_id)}`,
})
