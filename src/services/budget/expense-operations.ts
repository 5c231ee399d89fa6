import { id, type Page, page } from '../http/formats.js'
import { HTTP_ERRORS } from '../http/http-errors.js'
import type { Operation } from '../http/operation.js'
import { integer, number, object, optional, type Schema, string } from '../http/schema.js'
import { BUDGET_ERRORS } from './budget-errors.js'
import {
  type Expense,
  expense,
  type ExpenseChange,
  expenseChange,
  type ExpenseQuery,
  expenseQuery,
  type NewExpense,
  newExpense,
} from './expense-schemas.js'

export interface ExpenseId {
  readonly id: string
}
const expenseIdParams: Schema<ExpenseId> = object({ id: id('The expense.') })

export const createExpense: Operation<unknown, unknown, NewExpense, Expense> = {
  id: 'createExpense',
  method: 'POST',
  path: '/v1/expenses',
  summary: 'Record an expense',
  description: 'Over 500, a todo to review it appears in the todo service.',
  access: 'member',
  body: newExpense,
  status: 201,
  response: expense,
  idempotent: true,
  errors: [HTTP_ERRORS.FORBIDDEN, BUDGET_ERRORS.UNKNOWN_CATEGORY, BUDGET_ERRORS.RECEIPT_DOES_NOT_ADD_UP],
}

export const listExpenses: Operation<unknown, ExpenseQuery, unknown, Page<Expense>> = {
  id: 'listExpenses',
  method: 'GET',
  path: '/v1/expenses',
  summary: "The family's expenses by time, by any of the filters",
  access: 'member',
  query: expenseQuery,
  status: 200,
  response: page(expense),
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.INVALID_CURSOR],
}

export interface NearQuery {
  readonly longitude: number
  readonly latitude: number
  readonly radius?: number
  readonly limit?: number
  readonly cursor?: string
}

export interface NearExpense {
  readonly distance: number
  readonly expense: Expense
}

export const listExpensesNear: Operation<unknown, NearQuery, unknown, Page<NearExpense>> = {
  id: 'listExpensesNear',
  method: 'GET',
  path: '/v1/expenses/near',
  summary: "The family's expenses around a place, the nearest first",
  access: 'member',
  query: object({
    longitude: number({ minimum: -180, maximum: 180, description: 'Degrees east.', examples: [-122.3328] }),
    latitude: number({ minimum: -90, maximum: 90, description: 'Degrees north.', examples: [47.6061] }),
    radius: optional(
      number({ exclusiveMinimum: 0, maximum: 1_000_000, default: 1000, description: 'Metres.' }),
    ),
    limit: optional(integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: optional(string({ maxLength: 1024 })),
  }),
  status: 200,
  response: page(object({ distance: number({ description: 'Metres.' }), expense })),
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.INVALID_CURSOR],
}

export const getExpense: Operation<ExpenseId, unknown, unknown, Expense> = {
  id: 'getExpense',
  method: 'GET',
  path: '/v1/expenses/{id}',
  summary: 'An expense by id',
  access: 'member',
  params: expenseIdParams,
  status: 200,
  response: expense,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND],
}

export const updateExpense: Operation<ExpenseId, unknown, ExpenseChange, Expense> = {
  id: 'updateExpense',
  method: 'PATCH',
  path: '/v1/expenses/{id}',
  summary: 'Change an expense; null takes a value away',
  access: 'member',
  params: expenseIdParams,
  body: expenseChange,
  status: 200,
  response: expense,
  conditional: true,
  errors: [
    HTTP_ERRORS.FORBIDDEN,
    HTTP_ERRORS.NOT_FOUND,
    HTTP_ERRORS.VERSION_MISMATCH,
    BUDGET_ERRORS.UNKNOWN_CATEGORY,
    BUDGET_ERRORS.RECEIPT_DOES_NOT_ADD_UP,
  ],
}

export const deleteExpense: Operation<ExpenseId> = {
  id: 'deleteExpense',
  method: 'DELETE',
  path: '/v1/expenses/{id}',
  summary: 'Delete an expense',
  access: 'member',
  params: expenseIdParams,
  status: 204,
  conditional: true,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.VERSION_MISMATCH],
}
