import type { Decimal128 } from 'bson'
import type { BudgetContext } from './budget-context.js'

/** One row of the aggregation of ADR-002. It groups by currency, because sums over several currencies are meaningless. */
export interface CategorySpending {
  readonly _id: { readonly category: string; readonly currency: string }
  readonly total_amount: Decimal128
  readonly transaction_count: number
}

/** The monthly report of ADR-002: totals by category, the highest first. `match` selects the expenses. */
export async function aggregateSpending(
  context: BudgetContext,
  month: string,
  match: Readonly<Record<string, unknown>>,
): Promise<readonly CategorySpending[]> {
  const [from, to] = getMonthBounds(month)
  return context.expenses
    .aggregate<CategorySpending>([
      { $match: { ...match, created_at: { $gte: from, $lt: to }, deleted_at: { $exists: false } } },
      {
        $group: {
          _id: { category: '$category.primary', currency: '$currency' },
          total_amount: { $sum: '$amount' },
          transaction_count: { $sum: 1 },
        },
      },
      { $sort: { total_amount: -1, _id: 1 } },
    ])
    .toArray()
}

function getMonthBounds(month: string): readonly [Date, Date] {
  const from = new Date(`${month}-01T00:00:00Z`)
  const to = new Date(from)
  to.setUTCMonth(to.getUTCMonth() + 1)
  return [from, to]
}
