import { defineEvent } from '../define-event.js'
import { invitationChange } from '../schemas.js'

/** A user was invited to a family. */
export const invitationCreated = defineEvent({ type: 'identity.invitation.created', data: invitationChange })
