import { defineHttpErrors } from '../../http/problems/http-problem.js'

export const BUDGET_ERRORS = defineHttpErrors({
  UNKNOWN_CATEGORY: { status: 422, title: 'The category does not exist.' },
  RECEIPT_DOES_NOT_ADD_UP: { status: 422, title: 'Receipt items do not add up to the amount.' },
  BUDGET_EXISTS: { status: 409, title: 'The family already has a budget for this category and month.' },
  TOO_MANY_CATEGORIES: { status: 409, title: 'The family has too many categories.' },
  CATEGORY_IN_USE: { status: 409, title: 'Expenses or budgets use the category.' },
  CATEGORY_EXISTS: { status: 409, title: 'The category already exists.' },
})
