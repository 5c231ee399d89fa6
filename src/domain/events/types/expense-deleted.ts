import { defineEvent } from '../define-event.js'
import { describeExpense, expenseFields } from '../schemas.js'

export const expenseDeleted = defineEvent({
  type: 'budget.expense.deleted',
  data: expenseFields,
  describe: (expense, name) => `${describeExpense(expense)} by ${name(expense.user_id)} was deleted`,
})
