import { array, object, type Schema } from '../../../core/schema.js'
import { boundedString } from '../../http/api/formats.js'
import type { Operation } from '../../http/api/operation.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { BUDGET_ERRORS } from './budget-errors.js'
import { type Category, category, type NewCategory, newCategory } from './budget-schemas.js'

export interface CategoryId {
  readonly id: string
}
const categoryIdParams: Schema<CategoryId> = object({
  id: boundedString(64, 'ID of the category.', 'groceries', 1),
})

export const listCategories: Operation<unknown, unknown, unknown, { readonly items: readonly Category[] }> = {
  id: 'listCategories',
  method: 'GET',
  path: '/v1/categories',
  summary: 'List categories',
  description: 'Returns the categories of the operator and those of your family, sorted by ID.',
  access: 'readCategories',
  status: 200,
  response: object(
    { items: array(category) },
    { title: 'CategoryList', description: 'The categories that your family can use.' },
  ),
}

export const createCategory: Operation<unknown, unknown, NewCategory, Category> = {
  id: 'createCategory',
  method: 'POST',
  path: '/v1/categories',
  summary: 'Create a category',
  description:
    'Creates a category of your family (owner only). Other families do not see it. A family has at most 100 categories of its own, those included that it has removed within a day.',
  access: 'manageCategories',
  body: newCategory,
  status: 201,
  response: category,
  idempotent: true,
  errors: [BUDGET_ERRORS.CATEGORY_EXISTS, BUDGET_ERRORS.TOO_MANY_CATEGORIES],
}

export const deleteCategory: Operation<CategoryId> = {
  id: 'deleteCategory',
  method: 'DELETE',
  path: '/v1/categories/{id}',
  summary: 'Delete a category',
  description:
    'Deletes a category of your family (owner only). A category that expenses or budgets use cannot be deleted: change or delete them first. Categories of the operator cannot be deleted.',
  access: 'manageCategories',
  params: categoryIdParams,
  status: 204,
  conditional: true,
  errors: [
    HTTP_ERRORS.NOT_FOUND,
    HTTP_ERRORS.CONFLICT,
    HTTP_ERRORS.VERSION_MISMATCH,
    BUDGET_ERRORS.CATEGORY_IN_USE,
  ],
}
