import type { Document } from 'bson'
import type { MongoFind } from '../../../core/store-types.js'
import { parseDecimal128 } from '../documents/decimal-arithmetic.js'
import { toUserKey } from '../documents/expense-documents.js'
import type { ExpenseQuery } from '../api/expense-schemas.js'

const DAY_MS = 86_400_000

/** The time and the key of the last expense on the previous page. */
export interface ExpenseCursor {
  readonly time: Date
  readonly key: string
}

/** Builds the request of one page of a family's expenses. One extra expense shows whether there is a next page. */
export function buildExpenseList(
  familyKey: string,
  query: ExpenseQuery,
  limit: number,
  after?: ExpenseCursor,
): MongoFind {
  const direction = query.order === 'asc' ? 1 : -1
  const conditions: Document[] = [
    { family_id: familyKey, deleted_at: { $exists: false } },
    ...toExpenseConditions(query),
  ]
  if (after !== undefined) {
    const [past, pastOrAt] = direction === 1 ? (['$gt', '$gte'] as const) : (['$lt', '$lte'] as const)
    // The first condition bounds the index scan. The second one skips expenses of the same time on the previous page.
    conditions.push({ created_at: { [pastOrAt]: after.time } })
    conditions.push({
      $or: [{ created_at: { [past]: after.time } }, { created_at: after.time, _id: { [past]: after.key } }],
    })
  }
  return {
    find: 'expenses',
    filter: { $and: conditions },
    projection: { outbox: 0 },
    sort: { created_at: direction, _id: direction },
    limit: limit + 1,
  }
}

function toExpenseConditions(query: ExpenseQuery): Document[] {
  const conditions: Document[] = []
  if (query.from !== undefined) conditions.push({ created_at: { $gte: new Date(`${query.from}T00:00:00Z`) } })
  if (query.to !== undefined) {
    conditions.push({ created_at: { $lt: new Date(Date.parse(`${query.to}T00:00:00Z`) + DAY_MS) } })
  }
  if (query.category !== undefined) conditions.push({ 'category.primary': query.category })
  if (query.user_id !== undefined) conditions.push({ user_id: toUserKey(query.user_id) })
  if (query.currency !== undefined) conditions.push({ currency: query.currency })
  if (query.min_amount !== undefined) conditions.push({ amount: { $gte: parseDecimal128(query.min_amount) } })
  if (query.max_amount !== undefined) conditions.push({ amount: { $lte: parseDecimal128(query.max_amount) } })
  return conditions
}
