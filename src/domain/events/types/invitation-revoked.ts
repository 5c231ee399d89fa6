import { defineEvent } from '../define-event.js'
import { invitationChange } from '../schemas.js'

/** The owner of the family has revoked an invitation. */
export const invitationRevoked = defineEvent({
  type: 'identity.invitation.revoked',
  data: invitationChange,
  describe: ({ invitation: { email, family_id } }, name) =>
    `The invitation of ${email} to ${name(family_id)} was revoked`,
})
