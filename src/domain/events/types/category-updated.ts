import { defineEvent } from '../define-event.js'
import { categoryFields } from '../schemas.js'

/** The subject is the id of the category. */
export const categoryUpdated = defineEvent({
  type: 'budget.category.updated',
  data: categoryFields,
  describe: ({ label }) => `The category ${label} was changed`,
})
