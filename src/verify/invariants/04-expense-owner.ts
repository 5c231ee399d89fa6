import { expense } from '../../domain/entities/expense.js'
import { defineInvariant } from './invariant.js'

export const expenseOwner = defineInvariant({
  number: 4,
  name: 'expense-owner',
  statement: "an expense's user and family exist, and the user belongs to the family",
  references: [{ of: expense, to: ['user', 'family'] }],
})
