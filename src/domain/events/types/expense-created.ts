import { defineEvent } from '../define-event.js'
import { expenseFields } from '../schemas.js'

export const expenseCreated = defineEvent({ type: 'budget.expense.created', data: expenseFields })
