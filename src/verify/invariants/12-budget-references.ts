import { budget } from '../../domain/entities/budget.js'
import { defineInvariant } from './invariant.js'

export const budgetReferences = defineInvariant({
  number: 12,
  name: 'budget-references',
  statement: "a budget's family and category exist",
  references: [{ of: budget, to: ['family', 'category'] }],
})
