import { expense } from '../../domain/entities/expense.js'
import { defineInvariant } from './invariant.js'

export const expenseCategory = defineInvariant({
  number: 5,
  name: 'expense-category',
  statement: "an expense's category exists",
  references: [{ of: expense, to: ['category'] }],
})
