import { defineEvent } from '../define-event.js'
import { userChange } from '../schemas.js'

/** A user, or the membership of a user in a family, was changed. */
export const userUpdated = defineEvent({
  type: 'identity.user.updated',
  data: userChange,
  describe: ({ user, left }, name) =>
    left === undefined
      ? `${user.display_name} was changed`
      : `${user.display_name} left ${name(left.family_id)}`,
})
