import { defineEvent } from '../define-event.js'
import { expenseFields } from '../schemas.js'

export const expenseUpdated = defineEvent({ type: 'budget.expense.updated', data: expenseFields })
