import { defineEvent } from '../define-event.js'
import { invitationChange } from '../schemas.js'

/** The invited user has declined. */
export const invitationDeclined = defineEvent({
  type: 'identity.invitation.declined',
  data: invitationChange,
  describe: ({ invitation: { email, family_id } }, name) => `${email} declined to join ${name(family_id)}`,
})
