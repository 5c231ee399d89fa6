import type { Decimal128, Document } from 'bson'
import { definePattern } from '../../../stores/contracts/access-pattern.js'
import type { MongoAggregate } from '../../../core/store-types.js'
import { toFamilyKey, toUserKey } from '../documents/expense-documents.js'

/** One row of the aggregation of ADR-002. It groups by currency, because sums over several currencies are meaningless. */
export interface CategorySpending {
  readonly _id: { readonly category: string; readonly currency: string }
  readonly total_amount: Decimal128
  readonly transaction_count: number
}

/** A month of the calendar in UTC: `YYYY-MM`. */
type Month = string

export const familySpending = definePattern({
  name: 'budget.family-report',
  store: 'mongo',
  summary: "a family's monthly report by category",
  index: 'family_created',
  request: (month: Month, familyKey: string) => buildReport(month, { family_id: familyKey }),
  sample: (s) => [s.month, toFamilyKey(s.family)],
})

export const memberSpending = definePattern({
  name: 'budget.monthly-report',
  store: 'mongo',
  summary: "a member's monthly report by category",
  index: 'user_created',
  request: (month: Month, familyKey: string, userId: string) =>
    buildReport(month, { family_id: familyKey, user_id: toUserKey(userId) }),
  sample: (s) => [s.month, toFamilyKey(s.family), s.user],
})

export const categorySpending = definePattern({
  name: 'budget.spent',
  store: 'mongo',
  summary: "the amounts spent of a month's budgets",
  index: 'family_category_created',
  request: (month: Month, familyKey: string, categories: readonly string[]) =>
    buildReport(month, { family_id: familyKey, 'category.primary': { $in: categories } }),
  sample: (s) => [s.month, toFamilyKey(s.family), [s.category]],
})

/** The aggregation of ADR-002: totals by category, the highest first. Amounts in different currencies are not added up. */
function buildReport(month: Month, match: Document): MongoAggregate {
  const [from, to] = getMonthBounds(month)
  return {
    aggregate: 'expenses',
    pipeline: [
      { $match: { ...match, created_at: { $gte: from, $lt: to }, deleted_at: { $exists: false } } },
      {
        $group: {
          _id: { category: '$category.primary', currency: '$currency' },
          total_amount: { $sum: '$amount' },
          transaction_count: { $sum: 1 },
        },
      },
      { $sort: { total_amount: -1, _id: 1 } },
    ],
  }
}

function getMonthBounds(month: Month): readonly [Date, Date] {
  const from = new Date(`${month}-01T00:00:00Z`)
  const to = new Date(from)
  to.setUTCMonth(to.getUTCMonth() + 1)
  return [from, to]
}
