import { defineEvent } from '../define-event.js'
import { invitationChange } from '../schemas.js'

/** A user was invited to a family. */
export const invitationCreated = defineEvent({
  type: 'identity.invitation.created',
  data: invitationChange,
  describe: ({ invitation: { email, family_id, invited_by, role } }, name) =>
    `${name(invited_by)} invited ${email} to ${name(family_id)} as ${role}`,
})
