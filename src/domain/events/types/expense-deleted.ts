import { defineEvent } from '../define-event.js'
import { expenseFields } from '../schemas.js'

export const expenseDeleted = defineEvent({ type: 'budget.expense.deleted', data: expenseFields })
