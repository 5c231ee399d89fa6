import { amount, id, month, type Page, page, PAGING_PARAMETERS } from '../http/formats.js'
import { HTTP_ERRORS } from '../http/http-errors.js'
import type { Operation } from '../http/operation.js'
import { array, object, optional, type Schema } from '../http/schema.js'
import { BUDGET_ERRORS } from './budget-errors.js'
import {
  type Budget,
  budget,
  type Category,
  category,
  type MonthlyReport,
  monthlyReport,
  type NewBudget,
  newBudget,
  newCategory,
} from './budget-schemas.js'
import { categoryName } from './expense-schemas.js'

export const getMonthlyReport: Operation<
  unknown,
  { readonly month: string; readonly user_id?: string },
  unknown,
  MonthlyReport
> = {
  id: 'getMonthlyReport',
  method: 'GET',
  path: '/v1/reports/monthly',
  summary: 'What was spent in a month by category, per currency',
  access: 'member',
  query: object({
    month: month('Of which month (UTC).'),
    user_id: optional(id('Of which member; without: of the family.')),
  }),
  status: 200,
  response: monthlyReport,
  errors: [HTTP_ERRORS.FORBIDDEN],
}

export const listCategories: Operation<unknown, unknown, unknown, { readonly items: readonly Category[] }> = {
  id: 'listCategories',
  method: 'GET',
  path: '/v1/categories',
  summary: 'The categories of expenses',
  access: 'member',
  status: 200,
  response: object({ items: array(category) }),
}

export const createCategory: Operation<unknown, unknown, Omit<Category, 'version'>, Category> = {
  id: 'createCategory',
  method: 'POST',
  path: '/v1/categories',
  summary: 'Add a category; owners of a family only',
  description: 'Categories are shared by all families: one can be added, but not changed under the others.',
  access: 'member',
  body: newCategory,
  status: 201,
  response: category,
  idempotent: true,
  errors: [HTTP_ERRORS.FORBIDDEN, BUDGET_ERRORS.CATEGORY_EXISTS],
}

export interface BudgetId {
  readonly id: string
}
const budgetIdParams: Schema<BudgetId> = object({ id: id('The budget.') })

export interface BudgetQuery {
  readonly month?: string
  readonly category?: string
  readonly limit?: number
  readonly cursor?: string
}

export const createBudget: Operation<unknown, unknown, NewBudget, Budget> = {
  id: 'createBudget',
  method: 'POST',
  path: '/v1/budgets',
  summary: 'Limit what the family spends on a category in a month',
  access: 'member',
  body: newBudget,
  status: 201,
  response: budget,
  idempotent: true,
  errors: [HTTP_ERRORS.FORBIDDEN, BUDGET_ERRORS.BUDGET_EXISTS, BUDGET_ERRORS.UNKNOWN_CATEGORY],
}

export const listBudgets: Operation<unknown, BudgetQuery, unknown, Page<Budget>> = {
  id: 'listBudgets',
  method: 'GET',
  path: '/v1/budgets',
  summary: "The family's budgets with what is spent and left, the latest month first",
  access: 'member',
  query: object({
    month: optional(month('Of which month (UTC).')),
    category: optional(categoryName),
    ...PAGING_PARAMETERS,
  }),
  status: 200,
  response: page(budget),
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.INVALID_CURSOR],
}

export const getBudget: Operation<BudgetId, unknown, unknown, Budget> = {
  id: 'getBudget',
  method: 'GET',
  path: '/v1/budgets/{id}',
  summary: 'A budget with what is spent and left',
  access: 'member',
  params: budgetIdParams,
  status: 200,
  response: budget,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND],
}

export const updateBudget: Operation<BudgetId, unknown, { readonly limit: string }, Budget> = {
  id: 'updateBudget',
  method: 'PATCH',
  path: '/v1/budgets/{id}',
  summary: 'Change the limit of a budget',
  access: 'member',
  params: budgetIdParams,
  body: object({ limit: amount('What may be spent.') }),
  status: 200,
  response: budget,
  conditional: true,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.VERSION_MISMATCH],
}

export const deleteBudget: Operation<BudgetId> = {
  id: 'deleteBudget',
  method: 'DELETE',
  path: '/v1/budgets/{id}',
  summary: 'Delete a budget',
  access: 'member',
  params: budgetIdParams,
  status: 204,
  conditional: true,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.VERSION_MISMATCH],
}
