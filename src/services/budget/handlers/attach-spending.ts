import { groupBy } from '../../../core/group-by.js'
import type { BudgetDocument } from '../../../domain/entities/budget.js'
import { aggregateDocuments } from '../../../stores/mongo/client/send-request.js'
import { type CategorySpending, categorySpending } from '../access-patterns/spending-patterns.js'
import type { BudgetContext } from './budget-context.js'
import type { Budget } from '../api/budget-schemas.js'
import { subtractAmounts, toDecimalString } from '../documents/decimal-arithmetic.js'

/** Adds spent and remaining amounts to the budgets of a family, with one aggregation for each month. */
export async function attachSpending(
  budgets: readonly BudgetDocument[],
  context: BudgetContext,
): Promise<readonly Budget[]> {
  const spent = new Map<string, string>()
  const familyKey = budgets[0]?.family_id ?? ''
  for (const [month, ofMonth] of groupBy(budgets, (budget) => budget.month)) {
    const categories = [...new Set(ofMonth.map((budget) => budget.category))]
    const request = categorySpending.request(month, familyKey, categories)
    for (const row of await aggregateDocuments<CategorySpending>(context.db, request)) {
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
