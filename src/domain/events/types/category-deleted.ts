import { object } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'

/** The subject is the id of the category. */
export const categoryDeleted = defineEvent({
  type: 'budget.category.deleted',
  data: object({}),
  describe: (_data, _name, subject) => `The category ${subject} was deleted`,
})
