import { defineEvent } from '../define-event.js'
import { userChange } from '../schemas.js'

export const userDeleted = defineEvent({
  type: 'identity.user.deleted',
  data: userChange,
  describe: ({ user }) => `${user.display_name} was deleted`,
})
