import { defineEvent } from '../define-event.js'
import { describeExpense, expenseFields } from '../schemas.js'

export const expenseUpdated = defineEvent({
  type: 'budget.expense.updated',
  data: expenseFields,
  describe: (expense, name) => `${describeExpense(expense)} by ${name(expense.user_id)} was changed`,
})
