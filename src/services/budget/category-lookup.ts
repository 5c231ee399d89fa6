import type { Collection } from 'mongodb'
import type { CategoryDocument } from '../../domain/entities/category.js'
import { HttpProblem } from '../http/http-problem.js'
import { BUDGET_ERRORS } from './budget-errors.js'

/** Checks that categories exist, with a cache: categories are never removed. */
export interface CategoryLookup {
  /** Throws UNKNOWN_CATEGORY (422). */
  assertExists(name: string): Promise<void>
}

const MAX_CACHED_CATEGORIES = 10_000

export function createCategoryLookup(categories: Collection<CategoryDocument>): CategoryLookup {
  const known = new Set<string>()
  return {
    async assertExists(name) {
      if (known.has(name)) return
      if ((await categories.findOne({ _id: name }, { projection: { _id: 1 } })) === null) {
        throw new HttpProblem(BUDGET_ERRORS.UNKNOWN_CATEGORY, {
          detail: `There is no category ${name}. GET /v1/categories lists the categories.`,
          errors: [{ pointer: '/body/category', detail: 'is not a known category' }],
        })
      }
      if (known.size < MAX_CACHED_CATEGORIES) known.add(name)
    },
  }
}
