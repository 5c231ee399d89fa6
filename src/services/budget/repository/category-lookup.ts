import type { Collection, Db } from 'mongodb'
import { toFamilyCategoryKey } from '../../../domain/category-key.js'
import { type Clock, systemClock } from '../../../core/clock.js'
import { findDocument, findDocuments } from '../../../stores/mongo/client/send-request.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { categoriesByKey, categoriesByName, categoryByKey } from '../access-patterns/category-patterns.js'
import { BUDGET_ERRORS } from '../api/budget-errors.js'
import { createCategoryEvent, type StoredCategory } from '../documents/category-documents.js'

/** Whose a category is. Only those of families can be removed by a request. */
export type CategoryOwner = 'operator' | 'family'

/** Checks that categories exist. Those of the operator are cached. */
export interface CategoryLookup {
  /** Throws UNKNOWN_CATEGORY (422). */
  assertExists(familyKey: string, name: string): Promise<CategoryOwner>
}

const MAX_CACHED_CATEGORIES = 10_000

export function createCategoryLookup(db: Db): CategoryLookup {
  const ofOperator = new Set<string>()
  return {
    async assertExists(familyKey, name) {
      if (ofOperator.has(name)) return 'operator'
      const found = await findDocuments<StoredCategory>(db, categoriesByName.request(familyKey, name))
      if (found.some(({ family_id: family }) => family === undefined)) {
        if (ofOperator.size < MAX_CACHED_CATEGORIES) ofOperator.add(name)
        return 'operator'
      }
      if (found.some(({ removed_at: removed }) => removed === undefined)) return 'family'
      throw new HttpProblem(BUDGET_ERRORS.UNKNOWN_CATEGORY, {
        detail: `There is no category ${name}. GET /v1/categories lists the categories.`,
        errors: [{ pointer: '/body/category', detail: 'is not a known category' }],
      })
    },
  }
}

/** `key` is the name of a category of the operator, or that of `toFamilyCategoryKey`. It may be removed. */
export async function findCategory(db: Db, key: string): Promise<StoredCategory | undefined> {
  return findDocument<StoredCategory>(db, categoryByKey.request(key))
}

/** One read for several keys of `findCategory`. */
export async function readCategories(
  db: Db,
  keys: readonly string[],
): Promise<ReadonlyMap<string, StoredCategory>> {
  const found = await findDocuments<StoredCategory>(db, categoriesByKey.request(keys))
  return new Map(found.map((category) => [category._id, category]))
}

/**
 * Keeps a family's category that is in use: to be called after a record with the category was written. Whoever removes a
 * category marks it before looking for records with it, so one of the two sees the other, in any order.
 */
export async function keepCategory(
  db: Db,
  familyKey: string,
  name: string,
  clock: Clock = systemClock,
): Promise<void> {
  const categories: Collection<StoredCategory> = db.collection('categories')
  const _id = toFamilyCategoryKey(familyKey, name)
  const removed = await findCategory(db, _id)
  if (removed?.removed_at === undefined) return
  const next = { ...removed, version: removed.version + 1 }
  const event = createCategoryEvent('budget.category.created', next, undefined, clock)
  await categories.updateOne(
    { _id, removed_at: { $exists: true }, version: removed.version },
    { $unset: { removed_at: '' }, $inc: { version: 1 }, $push: { outbox: event } },
  )
}
