import { id, month, type Page, page, PAGING_PARAMETERS } from '../../http/api/formats.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import type { Operation } from '../../http/api/operation.js'
import { object, optional, type Schema } from '../../../core/schema.js'
import { BUDGET_ERRORS } from './budget-errors.js'
import {
  type Budget,
  budget,
  budgetChange,
  type MonthlyReport,
  monthlyReport,
  type NewBudget,
  newBudget,
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
  summary: 'Get a monthly report',
  description: 'Returns the expenses of your family, or of one member, in a month, by currency and category.',
  access: 'readExpenses',
  query: object({
    month: month('Month of the report (UTC).'),
    user_id: optional(id('ID of the member; default: the whole family.', 'user')),
  }),
  status: 200,
  response: monthlyReport,
  errors: [HTTP_ERRORS.FORBIDDEN],
}

export interface BudgetId {
  readonly id: string
}
const budgetIdParams: Schema<BudgetId> = object({ id: id('ID of the budget.', 'budget') })

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
  summary: 'Create a budget',
  description: 'Sets the maximum amount that your family wants to spend on a category in a month.',
  access: 'manageBudgets',
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
  summary: 'List budgets',
  description: 'Returns the budgets of your family with their spending, the latest month first.',
  access: 'readExpenses',
  query: object({
    month: optional(month('Only budgets of this month (UTC).')),
    category: optional(categoryName),
    ...PAGING_PARAMETERS,
  }),
  status: 200,
  response: page('BudgetPage', budget),
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.INVALID_CURSOR],
}

export const getBudget: Operation<BudgetId, unknown, unknown, Budget> = {
  id: 'getBudget',
  method: 'GET',
  path: '/v1/budgets/{id}',
  summary: 'Get a budget',
  description: 'Returns a budget of your family with its spending.',
  access: 'readExpenses',
  params: budgetIdParams,
  status: 200,
  response: budget,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND],
}

const CHANGE_ERRORS = [
  HTTP_ERRORS.FORBIDDEN,
  HTTP_ERRORS.NOT_FOUND,
  HTTP_ERRORS.CONFLICT,
  HTTP_ERRORS.VERSION_MISMATCH,
]

export const updateBudget: Operation<BudgetId, unknown, { readonly limit: string }, Budget> = {
  id: 'updateBudget',
  method: 'PATCH',
  path: '/v1/budgets/{id}',
  summary: 'Change the limit of a budget',
  description: 'Changes the limit of a budget of your family.',
  access: 'manageBudgets',
  params: budgetIdParams,
  body: budgetChange,
  status: 200,
  response: budget,
  conditional: true,
  errors: CHANGE_ERRORS,
}

export const deleteBudget: Operation<BudgetId> = {
  id: 'deleteBudget',
  method: 'DELETE',
  path: '/v1/budgets/{id}',
  summary: 'Delete a budget',
  description: 'Deletes a budget of your family. Expenses are not changed.',
  access: 'manageBudgets',
  params: budgetIdParams,
  status: 204,
  conditional: true,
  errors: CHANGE_ERRORS,
}
