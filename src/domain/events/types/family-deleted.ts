import { object, string } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'

/** A family was deleted by its saga. Its users remain. */
export const familyDeleted = defineEvent({
  type: 'identity.family.deleted',
  data: object({ family_id: string(), name: string() }),
  describe: ({ name }) => `The family ${name} was deleted`,
})
