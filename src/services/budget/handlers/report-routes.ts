import { groupBy } from '../../../core/group-by.js'
import type { CategoryDocument } from '../../../domain/entities/category.js'
import { aggregateDocuments, findDocuments } from '../../../stores/mongo/client/send-request.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { toAccountRequest } from '../../http/requests/idempotency-key.js'
import { type OperationResponse, type OperationRoute, route } from '../../http/api/operation.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { allCategories } from '../access-patterns/budget-patterns.js'
import {
  type CategorySpending,
  familySpending,
  memberSpending,
} from '../access-patterns/spending-patterns.js'
import { assertMembership } from './assert-membership.js'
import type { BudgetContext } from './budget-context.js'
import { BUDGET_ERRORS } from '../api/budget-errors.js'
import * as operations from '../api/budget-operations.js'
import type { Category, MonthlyReport } from '../api/budget-schemas.js'
import { toFamilyKey } from '../documents/expense-documents.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { isDuplicateKey } from '../repository/is-duplicate-key.js'
import { averageAmount, toDecimalString, sumAmounts } from '../documents/decimal-arithmetic.js'

/** The routes of monthly reports and categories. */
export function reportRoutes(context: BudgetContext): readonly OperationRoute[] {
  const { categories } = context
  return [
    route(operations.getMonthlyReport, async ({ query, principal }) => {
      const family = toFamilyKey(requireFamilyId(principal))
      const request =
        query.user_id === undefined
          ? familySpending.request(query.month, family)
          : memberSpending.request(query.month, family, query.user_id)
      return { body: toMonthlyReport(query, await aggregateDocuments(context.db, request)) }
    }),
    route(operations.listCategories, async () => {
      const documents = await findDocuments<CategoryDocument>(context.db, allCategories.request())
      return { body: { items: documents.map(toCategory) } }
    }),
    route(operations.createCategory, async (call) => {
      requireFamilyId(call.principal)
      const request = toAccountRequest(call, 'createCategory')
      const key = call.body.id
      const findCreated = async (): Promise<OperationResponse<Category> | undefined> => {
        const found = await categories.findOne({ _id: key, 'made_by.request': request?.id ?? '' })
        return found === null ? undefined : toCreatedResponse(found)
      }
      return runIdempotent(context, request, {
        findCreated,
        async create() {
          await assertMembership(call.principal, context)
          const { id, ...rest } = call.body
          const document = { _id: id, ...rest, version: 1 }
          const event = createRequestEvent(
            { type: 'budget.category.created', subject: id, aggregateVersion: 1, data: document },
            call.trace,
            context.clock,
          )
          try {
            await categories.insertOne({
              ...document,
              outbox: [event],
              ...(request === undefined ? {} : { made_by: { request: request.id } }),
            })
            return toCreatedResponse(document)
          } catch (error) {
            if (!isDuplicateKey(error)) throw error
            const created = request === undefined ? undefined : await findCreated()
            if (created !== undefined) return created
            throw new HttpProblem(BUDGET_ERRORS.CATEGORY_EXISTS, {
              detail: `The category ${id} already exists.`,
              cause: error,
            })
          }
        },
      })
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

function toCreatedResponse(document: CategoryDocument): OperationResponse<Category> {
  return { body: toCategory(document), version: 1, location: '/v1/categories' }
}

function toCategory({ _id, label, subcategories, version }: CategoryDocument): Category {
  // A category that was inserted manually may have no version.
  return { id: _id, label, subcategories, version: version ?? 1 }
}
