import { groupBy } from '../../core/group-by.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import type { CategoryDocument } from '../../domain/expense-document.js'
import { HTTP_ERRORS } from '../http/http-errors.js'
import { HttpProblem } from '../http/http-problem.js'
import { repeatableRequest } from '../http/idempotency-key.js'
import { type OperationRoute, route } from '../http/operation.js'
import { familyOf } from '../http/principal.js'
import { requestEvent } from '../http/request-event.js'
import type { BudgetContext } from './budget-context.js'
import { BUDGET_ERRORS } from './budget-errors.js'
import * as operations from './budget-operations.js'
import type { Category, MonthlyReport } from './budget-schemas.js'
import { familyKey, userKey } from './expense-documents.js'
import { insertOnce } from './insert-once.js'
import { isDuplicateKey } from './is-duplicate-key.js'
import { average, plain, total } from './money.js'
import { type Spent, spentByCategory } from './spent-by-category.js'

/** The monthly report and the categories that it is by. */
export function reportRoutes(context: BudgetContext): readonly OperationRoute[] {
  const { categories } = context
  return [
    route(operations.getMonthlyReport, async ({ query, principal }) => {
      const match = {
        family_id: familyKey(familyOf(principal)),
        ...(query.user_id === undefined ? {} : { user_id: userKey(query.user_id) }),
      }
      return { body: reportOf(query, await spentByCategory(context, query.month, match)) }
    }),
    route(operations.listCategories, async () => {
      const documents = await categories
        .find({}, { projection: { outbox: 0 } })
        .sort({ _id: 1 })
        .toArray()
      return { body: { items: documents.map(categoryOf) } }
    }),
    route(operations.createCategory, async (call) => {
      if (call.principal.role !== 'owner') {
        throw new HttpProblem(HTTP_ERRORS.FORBIDDEN, {
          detail: 'Only the owner of a family may add a category.',
        })
      }
      const { id, ...rest } = call.body
      const document = { _id: id, ...rest, version: 1 }
      const facts = {
        type: EVENT_TYPES.categoryCreated,
        subject: id,
        aggregateVersion: 1,
        data: { ...document },
      }
      const event = requestEvent(facts, call.trace, context.clock)
      try {
        const request = repeatableRequest(
          call.idempotencyKey,
          `createCategory ${call.principal.userId}`,
          call.body,
        )
        const made = await insertOnce(categories, { ...document, outbox: [event] }, request)
        return { body: categoryOf(made), version: 1, location: '/v1/categories' }
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        throw new HttpProblem(BUDGET_ERRORS.CATEGORY_EXISTS, {
          detail: `There is a category ${id}.`,
          cause: error,
        })
      }
    }),
  ]
}

function reportOf(
  query: { readonly month: string; readonly user_id?: string },
  rows: readonly Spent[],
): MonthlyReport {
  const byCurrency = [...groupBy(rows, (row) => row._id.currency)]
  return {
    month: query.month,
    ...(query.user_id === undefined ? {} : { user_id: query.user_id }),
    currencies: byCurrency
      .toSorted(([left], [right]) => left.localeCompare(right))
      .map(([currency, spent]) => ({
        currency,
        total_amount: total(spent.map((row) => plain(row.total_amount))),
        transaction_count: spent.reduce((sum, row) => sum + row.transaction_count, 0),
        categories: spent.map((row) => ({
          category: row._id.category,
          total_amount: plain(row.total_amount),
          transaction_count: row.transaction_count,
          avg_amount: average(plain(row.total_amount), row.transaction_count),
        })),
      })),
  }
}

function categoryOf({ _id, label, subcategories, version }: CategoryDocument): Category {
  // A category that someone wrote by hand may have no version; the first one is 1.
  return { id: _id, label, subcategories, version: version ?? 1 }
}
