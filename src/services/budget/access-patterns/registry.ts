import type { StorePattern } from '../../../stores/contracts/access-pattern.js'
import { budgetById, budgetOfFamily, budgetsOfFamily, budgetsOfMonth } from './budget-patterns.js'
import {
  budgetOfCategory,
  categoriesByName,
  categoriesOfFamily,
  categoriesByKey,
  categoryByKey,
  categorySlots,
  expenseOfCategory,
} from './category-patterns.js'
import { EXPENSE_LIST_PATTERNS } from './expense-list-patterns.js'
import { expenseById, expenseOfFamily, expensesNear, expensesOfLeaver } from './expense-patterns.js'
import { categorySpending, familySpending, memberSpending } from './spending-patterns.js'
import { membershipsByKey } from './membership-patterns.js'

/** The access patterns of the budget service, in the order in which `explain` runs them. */
export const BUDGET_PATTERNS: readonly StorePattern<'mongo'>[] = [
  expenseById,
  ...EXPENSE_LIST_PATTERNS,
  expensesNear,
  expensesOfLeaver,
  expenseOfFamily,
  memberSpending,
  familySpending,
  categorySpending,
  membershipsByKey,
  budgetById,
  budgetsOfFamily,
  budgetsOfMonth,
  budgetOfFamily,
  categoriesByName,
  categoriesByKey,
  categoryByKey,
  categoriesOfFamily,
  categorySlots,
  expenseOfCategory,
  budgetOfCategory,
]
