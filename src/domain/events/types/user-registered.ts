import { nullable, object, string } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'
import { userFields } from '../schemas.js'

/** A user registered, with a new family or without one. */
export const userRegistered = defineEvent({
  type: 'identity.user.registered',
  data: object({
    user: userFields,
    family: nullable(object({ id: string(), name: string(), owner_id: string() })),
  }),
  describe: ({ user, family }) =>
    `${user.display_name} registered${family === null ? '' : `, with the new family ${family.name}`}`,
})
