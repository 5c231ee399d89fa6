import { groupBy } from '../../../core/group-by.js'
import { aggregateDocuments } from '../../../stores/mongo/client/send-request.js'
import { type OperationRoute, route } from '../../http/api/operation.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import {
  type CategorySpending,
  familySpending,
  memberSpending,
} from '../access-patterns/spending-patterns.js'
import type { BudgetContext } from './budget-context.js'
import * as operations from '../api/budget-operations.js'
import type { MonthlyReport } from '../api/budget-schemas.js'
import { toFamilyKey } from '../documents/expense-documents.js'
import { averageAmount, toDecimalString, sumAmounts } from '../documents/decimal-arithmetic.js'

/** The routes of monthly reports. */
export function reportRoutes(context: BudgetContext): readonly OperationRoute[] {
  return [
    route(operations.getMonthlyReport, async ({ query, principal }) => {
      const family = toFamilyKey(requireFamilyId(principal))
      const request =
        query.user_id === undefined
          ? familySpending.request(query.month, family)
          : memberSpending.request(query.month, family, query.user_id)
      return { body: toMonthlyReport(query, await aggregateDocuments(context.reports, request)) }
    }),
  ]
}

function toMonthlyReport(
  query: { readonly month: string; readonly user_id?: string },
  rows: readonly CategorySpending[],
): MonthlyReport {
  const byCurrency = [...groupBy(rows, (row) => row._id.currency)]
  return {
    month: query.month,
    ...(query.user_id === undefined ? {} : { user_id: query.user_id }),
    currencies: byCurrency
      .toSorted(([left], [right]) => left.localeCompare(right))
      .map(([currency, spent]) => ({
        currency,
        total_amount: sumAmounts(spent.map((row) => toDecimalString(row.total_amount))),
        transaction_count: spent.reduce((sum, row) => sum + row.transaction_count, 0),
        categories: spent.map((row) => ({
          category: row._id.category,
          total_amount: toDecimalString(row.total_amount),
          transaction_count: row.transaction_count,
          avg_amount: averageAmount(toDecimalString(row.total_amount), row.transaction_count),
        })),
      })),
  }
}
