import type { Db } from 'mongodb'
import { findDocument } from '../../../stores/mongo/client/send-request.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { categoryById } from '../access-patterns/budget-patterns.js'
import { BUDGET_ERRORS } from '../api/budget-errors.js'

/** Checks that categories exist, with a cache: categories are never removed. */
export interface CategoryLookup {
  /** Throws UNKNOWN_CATEGORY (422). */
  assertExists(name: string): Promise<void>
}

const MAX_CACHED_CATEGORIES = 10_000

export function createCategoryLookup(db: Db): CategoryLookup {
  const known = new Set<string>()
  return {
    async assertExists(name) {
      if (known.has(name)) return
      if ((await findDocument(db, categoryById.request(name))) === undefined) {
        throw new HttpProblem(BUDGET_ERRORS.UNKNOWN_CATEGORY, {
          detail: `There is no category ${name}. GET /v1/categories lists the categories.`,
          errors: [{ pointer: '/body/category', detail: 'is not a known category' }],
        })
      }
      if (known.size < MAX_CACHED_CATEGORIES) known.add(name)
    },
  }
}
