import { invitation } from '../../domain/entities/invitation.js'
import { defineInvariant } from './invariant.js'

export const invitationReferences = defineInvariant({
  number: 15,
  name: 'invitation-references',
  statement: "an invitation's family exists, and the user who sent it belongs to the family",
  references: [{ of: invitation, to: ['family', 'user'] }],
})
