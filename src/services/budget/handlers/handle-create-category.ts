import { toFamilyCategoryKey } from '../../../domain/category-key.js'
import { findDocuments } from '../../../stores/mongo/client/send-request.js'
import type { OperationCall, OperationResponse } from '../../http/api/operation.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { toAccountRequest } from '../../http/requests/idempotency-key.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { categorySlots } from '../access-patterns/category-patterns.js'
import { BUDGET_ERRORS } from '../api/budget-errors.js'
import type { Category, NewCategory } from '../api/budget-schemas.js'
import {
  createCategoryEvent,
  MAX_CATEGORIES,
  type StoredCategory,
  toCategory,
} from '../documents/category-documents.js'
import { toFamilyKey, toUserKey } from '../documents/expense-documents.js'
import { findCategory } from '../repository/category-lookup.js'
import { isDuplicateKey } from '../repository/is-duplicate-key.js'
import { readMemberships } from '../repository/membership-fences.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { assertMembership, findMembershipProblem } from './assert-membership.js'
import type { BudgetContext, MadeBy } from './budget-context.js'

type CreateCategoryCall = OperationCall<unknown, unknown, NewCategory>

const MAX_ATTEMPTS = 8

/** Creates a category of the caller's family, once per idempotency key. */
export async function handleCreateCategory(
  call: CreateCategoryCall,
  context: BudgetContext,
): Promise<OperationResponse<Category>> {
  const { db } = context
  const family = toFamilyKey(requireFamilyId(call.principal))
  const { id: name } = call.body
  const request = toAccountRequest(call, 'createCategory')
  const _id = toFamilyCategoryKey(family, name)
  const findCreated = async (): Promise<OperationResponse<Category> | undefined> => {
    const found = await findCategory(db, _id)
    const own = found !== undefined && request !== undefined && found.made_by?.request === request.id
    return own && found.removed_at === undefined ? toCreatedResponse(found) : undefined
  }
  return runIdempotent(context, request, {
    findCreated,
    async create() {
      await assertMembership(call.principal, context)
      if ((await findCategory(db, name)) !== undefined) throw categoryExistsError(name)
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const created = await writeCategory(call, request && { request: request.id }, context)
        if (created !== undefined) return toCreatedResponse(created)
        // An interrupted attempt at the same request may have created it.
        const existing = await findCreated()
        if (existing !== undefined) return existing
        const found = await findCategory(db, _id)
        if (found !== undefined && found.removed_at === undefined) throw categoryExistsError(name)
      }
      throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
        detail: 'Other requests are adding categories. Try again.',
        headers: { 'retry-after': '1' },
      })
    },
  })
}

/**
 * Inserts the category in a free place of its family, or in that of a removed category of this name. Undefined if another
 * request was faster. As with budgets, the memberships are checked after the insertion, and the event is part of the document.
 */
async function writeCategory(
  call: CreateCategoryCall,
  madeBy: MadeBy | undefined,
  context: BudgetContext,
): Promise<StoredCategory | undefined> {
  const { categories, db } = context
  const { id: name, ...rest } = call.body
  const family = toFamilyKey(requireFamilyId(call.principal))
  const _id = toFamilyCategoryKey(family, name)
  const found = await findCategory(db, _id)
  const removed = found?.removed_at === undefined ? undefined : found
  const document: StoredCategory = {
    _id,
    family_id: family,
    ...rest,
    slot: removed?.slot ?? (await findFreeSlot(family, context)),
    version: (removed?.version ?? 0) + 1,
    ...(madeBy === undefined ? {} : { made_by: madeBy }),
  }
  const outbox = [
    ...(removed?.outbox ?? []),
    createCategoryEvent('budget.category.created', document, call.trace, context.clock),
  ]
  try {
    if (removed === undefined) await categories.insertOne({ ...document, outbox })
    else {
      const filter = { _id, version: removed.version, removed_at: { $exists: true } }
      const { matchedCount } = await categories.replaceOne(filter, { ...document, outbox })
      if (matchedCount === 0) return undefined
    }
  } catch (error) {
    if (isDuplicateKey(error)) return undefined
    throw error
  }
  const keys = [toUserKey(call.principal.userId), family]
  const problem = findMembershipProblem(await readMemberships(db, keys), call.principal)
  if (problem === undefined) return document
  await categories.deleteOne({ _id, version: document.version })
  throw problem
}

/** A random one, so that concurrent requests rarely choose the same. */
async function findFreeSlot(family: string, { db }: BudgetContext): Promise<number> {
  const used = await findDocuments<StoredCategory>(db, categorySlots.request(family))
  const taken = new Set(used.map(({ slot }) => slot))
  const free = Array.from({ length: MAX_CATEGORIES }, (_, n) => n + 1).filter((slot) => !taken.has(slot))
  const slot = free[Math.floor(Math.random() * free.length)]
  if (slot !== undefined) return slot
  throw new HttpProblem(BUDGET_ERRORS.TOO_MANY_CATEGORIES, {
    detail: `Your family has ${MAX_CATEGORIES} categories, those included that it has removed within a day.`,
  })
}

function categoryExistsError(name: string): HttpProblem {
  return new HttpProblem(BUDGET_ERRORS.CATEGORY_EXISTS, { detail: `The category ${name} already exists.` })
}

export function toCreatedResponse(document: StoredCategory): OperationResponse<Category> {
  return { body: toCategory(document), version: document.version, location: '/v1/categories' }
}
