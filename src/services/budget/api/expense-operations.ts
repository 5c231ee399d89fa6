import { id, type Page, page, PAGING_PARAMETERS } from '../../http/api/formats.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import type { Operation } from '../../http/api/operation.js'
import { number, object, optional, type Schema } from '../../../core/schema.js'
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
const expenseIdParams: Schema<ExpenseId> = object({ id: id('ID of the expense.', 'expense') })

export const createExpense: Operation<unknown, unknown, NewExpense, Expense> = {
  id: 'createExpense',
  method: 'POST',
  path: '/v1/expenses',
  summary: 'Record an expense',
  description:
    'Records an expense of your family. For an amount over 500, the todo service creates a todo to review it.',
  access: 'createExpenses',
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
  summary: 'List expenses',
  description: 'Returns the expenses of your family, sorted by time. Filters can be combined.',
  access: 'readExpenses',
  query: expenseQuery,
  status: 200,
  response: page('ExpensePage', expense),
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
const nearExpense: Schema<NearExpense> = object(
  { distance: number({ description: 'Distance in meters.', examples: [120.5] }), expense },
  { title: 'NearExpense', description: 'An expense and its distance from the given location.' },
)

export const listExpensesNear: Operation<unknown, NearQuery, unknown, Page<NearExpense>> = {
  id: 'listExpensesNear',
  method: 'GET',
  path: '/v1/expenses/near',
  summary: 'List expenses near a location',
  description: 'Returns the expenses of your family within a radius of a location, the nearest first.',
  access: 'readExpenses',
  query: object({
    longitude: number({
      minimum: -180,
      maximum: 180,
      description: 'Longitude in degrees.',
      examples: [-122.3328],
    }),
    latitude: number({ minimum: -90, maximum: 90, description: 'Latitude in degrees.', examples: [47.6061] }),
    radius: optional(
      number({ exclusiveMinimum: 0, maximum: 1_000_000, default: 1000, description: 'Radius in meters.' }),
    ),
    ...PAGING_PARAMETERS,
  }),
  status: 200,
  response: page('NearExpensePage', nearExpense),
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.INVALID_CURSOR],
}

export const getExpense: Operation<ExpenseId, unknown, unknown, Expense> = {
  id: 'getExpense',
  method: 'GET',
  path: '/v1/expenses/{id}',
  summary: 'Get an expense',
  description: 'Returns an expense of your family.',
  access: 'readExpenses',
  params: expenseIdParams,
  status: 200,
  response: expense,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND],
}

export const updateExpense: Operation<ExpenseId, unknown, ExpenseChange, Expense> = {
  id: 'updateExpense',
  method: 'PATCH',
  path: '/v1/expenses/{id}',
  summary: 'Update an expense',
  description: 'Updates the given fields; `null` clears a field.',
  access: 'changeExpenses',
  params: expenseIdParams,
  body: expenseChange,
  status: 200,
  response: expense,
  conditional: true,
  errors: [
    HTTP_ERRORS.FORBIDDEN,
    HTTP_ERRORS.NOT_FOUND,
    HTTP_ERRORS.CONFLICT,
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
  description: 'Deletes an expense of your family.',
  access: 'changeExpenses',
  params: expenseIdParams,
  status: 204,
  conditional: true,
  errors: [HTTP_ERRORS.FORBIDDEN, HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.CONFLICT, HTTP_ERRORS.VERSION_MISMATCH],
}
