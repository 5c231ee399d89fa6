import { defineEvent } from '../define-event.js'
import { categoryFields } from '../schemas.js'

/** The subject is the id of the category. */
export const categoryCreated = defineEvent({
  type: 'budget.category.created',
  data: categoryFields,
  describe: ({ label }) => `The category ${label}`,
})
