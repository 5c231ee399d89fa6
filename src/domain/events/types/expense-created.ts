import { defineEvent } from '../define-event.js'
import { describeExpense, expenseFields } from '../schemas.js'

export const expenseCreated = defineEvent({
  type: 'budget.expense.created',
  data: expenseFields,
  describe: (expense, name) => `${describeExpense(expense)} by ${name(expense.user_id)}`,
})
