import { budget } from '../../domain/entities/budget.js'
import { category } from '../../domain/entities/category.js'
import { defineInvariant } from './invariant.js'

export const budgetReferences = defineInvariant({
  number: 12,
  name: 'budget-references',
  statement: "a budget's family and category exist, and a category's family",
  references: [
    { of: budget, to: ['family', 'category'] },
    { of: category, to: ['family'] },
  ],
})
