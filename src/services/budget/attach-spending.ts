import { groupBy } from '../../core/group-by.js'
import type { BudgetDocument } from '../../domain/entities/budget.js'
import type { BudgetContext } from './budget-context.js'
import type { Budget } from './budget-schemas.js'
import { subtractAmounts, toDecimalString } from './decimal-arithmetic.js'
import { aggregateSpending } from './aggregate-spending.js'

/** Adds spent and remaining amounts to the budgets of a family, with one aggregation for each month. */
export async function attachSpending(
  budgets: readonly BudgetDocument[],
  context: BudgetContext,
): Promise<readonly Budget[]> {
  const spent = new Map<string, string>()
  for (const [month, ofMonth] of groupBy(budgets, (budget) => budget.month)) {
    const match = {
      family_id: ofMonth[0]?.family_id,
      'category.primary': { $in: [...new Set(ofMonth.map((budget) => budget.category))] },
    }
    for (const row of await aggregateSpending(context, month, match)) {
      spent.set(`${month} ${row._id.category} ${row._id.currency}`, toDecimalString(row.total_amount))
    }
  }
  return budgets.map((budget) =>
    toBudget(budget, spent.get(`${budget.month} ${budget.category} ${budget.currency}`) ?? '0'),
  )
}

function toBudget(document: BudgetDocument, spent: string): Budget {
  const limit = toDecimalString(document.limit)
  return {
    id: document._id.slice(document._id.indexOf('_') + 1),
    family_id: document.family_id.slice(document.family_id.indexOf('#') + 1),
    category: document.category,
    month: document.month,
    limit,
    currency: document.currency,
    spent,
    left: subtractAmounts(limit, spent),
    version: document.version,
    created_at: document.created_at.toISOString(),
    updated_at: document.updated_at.toISOString(),
  }
}
