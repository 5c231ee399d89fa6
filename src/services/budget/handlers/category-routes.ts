import { toFamilyCategoryKey } from '../../../domain/category-key.js'
import { findDocument, findDocuments } from '../../../stores/mongo/client/send-request.js'
import {
  type OperationCall,
  type OperationResponse,
  type OperationRoute,
  route,
} from '../../http/api/operation.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { assertVersion } from '../../http/requests/if-match.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import {
  budgetOfCategory,
  categoriesOfFamily,
  expenseOfCategory,
} from '../access-patterns/category-patterns.js'
import { BUDGET_ERRORS } from '../api/budget-errors.js'
import * as operations from '../api/category-operations.js'
import type { Category } from '../api/budget-schemas.js'
import { createCategoryEvent, type StoredCategory, toCategory } from '../documents/category-documents.js'
import { toFamilyKey } from '../documents/expense-documents.js'
import { findCategory, keepCategory } from '../repository/category-lookup.js'
import { settleIdempotencyKey } from '../repository/run-idempotent.js'
import { assertMembership } from './assert-membership.js'
import type { BudgetContext } from './budget-context.js'
import { handleCreateCategory, toCreatedResponse } from './handle-create-category.js'

/** The routes of categories. */
export function categoryRoutes(context: BudgetContext): readonly OperationRoute[] {
  return [
    route(operations.listCategories, async (call) => handleListCategories(call, context)),
    route(operations.createCategory, async (call) => handleCreateCategory(call, context)),
    route(operations.deleteCategory, async (call) => {
      await removeCategory(call, context)
      return { body: undefined }
    }),
  ]
}

async function handleListCategories(
  { principal: { familyId } }: OperationCall<unknown, unknown, unknown>,
  { db }: BudgetContext,
): Promise<OperationResponse<{ readonly items: readonly Category[] }>> {
  const request = categoriesOfFamily.request(familyId === undefined ? undefined : toFamilyKey(familyId))
  const documents = await findDocuments<StoredCategory>(db, request)
  const items = documents.filter(({ removed_at: removed }) => removed === undefined).map(toCategory)
  return { body: { items: items.toSorted((a, b) => (a.id < b.id ? -1 : 1)) } }
}

/**
 * Marks the category as removed, then searches for records that use it. If there is one, the mark is removed again. A request
 * that writes such a record checks for the mark afterwards and also removes it, so one of the two always sees the other.
 */
async function removeCategory(
  call: OperationCall<operations.CategoryId, unknown, unknown>,
  context: BudgetContext,
): Promise<void> {
  const { db, categories, clock } = context
  const { id: name } = call.params
  const family = toFamilyKey(requireFamilyId(call.principal))
  const category = await findRemovableCategory(call, context)
  await assertMembership(call.principal, context)
  await assertUnused(family, name, context)
  if (category.made_by !== undefined)
    await settleIdempotencyKey(db, category.made_by.request, toCreatedResponse(category))
  const removed = { ...category, version: category.version + 1 }
  const event = createCategoryEvent('budget.category.deleted', removed, call.trace, clock)
  const { matchedCount } = await categories.updateOne(
    { _id: category._id, version: category.version, removed_at: { $exists: false } },
    {
      $set: { removed_at: clock.now() },
      $inc: { version: 1 },
      $push: { outbox: event },
    },
  )
  if (matchedCount === 0) {
    throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
      detail: `The category ${name} is being changed by another request. Try again.`,
      headers: { 'retry-after': '1' },
    })
  }
  try {
    await assertUnused(family, name, context)
  } catch (error) {
    await keepCategory(db, family, name, clock)
    throw error
  }
}

async function findRemovableCategory(
  call: OperationCall<operations.CategoryId, unknown, unknown>,
  { db }: BudgetContext,
): Promise<StoredCategory> {
  const { id: name } = call.params
  const _id = toFamilyCategoryKey(toFamilyKey(requireFamilyId(call.principal)), name)
  const category = await findCategory(db, _id)
  if (category !== undefined && category.removed_at === undefined) {
    assertVersion(call.ifMatch, category.version)
    return category
  }
  const other = await findCategory(db, name)
  // The name may be the key of another family's category, which must look like one that does not exist.
  if (other !== undefined && other.family_id === undefined) {
    throw new HttpProblem(HTTP_ERRORS.FORBIDDEN, {
      detail: `The category ${name} belongs to the operator. A family can remove only its own.`,
    })
  }
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `Your family has no category ${name}.` })
}

async function assertUnused(family: string, name: string, { db }: BudgetContext): Promise<void> {
  const used = await Promise.all([
    findDocument(db, expenseOfCategory.request(family, name)),
    findDocument(db, budgetOfCategory.request(family, name)),
  ])
  const [expense] = used
  if (used.every((record) => record === undefined)) return
  throw new HttpProblem(BUDGET_ERRORS.CATEGORY_IN_USE, {
    detail: `There are ${expense === undefined ? 'budgets' : 'expenses'} of the category ${name}. Change or delete them first.`,
  })
}
