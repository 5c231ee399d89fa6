import type { Document } from 'bson'
import { definePattern } from '../../../stores/contracts/access-pattern.js'
import type { MongoFind } from '../../../core/store-types.js'
import { toFamilyKey } from '../documents/expense-documents.js'

export const budgetById = definePattern({
  name: 'budget.budget-by-id',
  store: 'mongo',
  summary: 'a budget by id',
  index: '_id_',
  request: (key: string, familyId: string) => ({
    find: 'budgets',
    filter: { _id: key, family_id: toFamilyKey(familyId) },
    limit: 1 as const,
  }),
  sample: (s) => [`budget_${s.event}`, s.family],
})

/** The filters of a list of budgets, and the last budget on the previous page. */
export interface BudgetListOptions {
  readonly filters: { readonly month?: string; readonly category?: string }
  readonly limit: number
  readonly after?: { readonly month: string; readonly category: string }
}

export const budgetsOfFamily = definePattern({
  name: 'budget.budgets',
  store: 'mongo',
  summary: "a family's budgets, newest month first, in pages",
  index: 'family_month_category',
  acceptedFindings: {
    'in-memory-sort': 'months are in descending, categories in ascending order; a family has few budgets',
  },
  request: buildBudgetList,
  sample: (s) => [toFamilyKey(s.family), { filters: {}, limit: 50 }],
})

export const budgetsOfMonth = definePattern({
  name: 'budget.budgets-of-month',
  store: 'mongo',
  summary: "a family's budgets of a month",
  index: 'family_month_category',
  request: buildBudgetList,
  sample: (s) => [toFamilyKey(s.family), { filters: { month: s.month }, limit: 50 }],
})

/** `familyKey` is `FAMILY#<id>`, or `FAMILY#<saga>:<id>` if the family is archived. */
export const budgetOfFamily = definePattern({
  name: 'budget.budgets-to-archive',
  store: 'mongo',
  summary: 'a budget of a family that is deleted, to archive its budgets',
  index: 'family_month_category',
  request: (familyKey: string) => ({
    find: 'budgets',
    filter: { family_id: familyKey },
    projection: { user_id: 1 },
    limit: 1 as const,
  }),
  sample: (s) => [toFamilyKey(s.family)],
})

function buildBudgetList(familyKey: string, { filters, limit, after }: BudgetListOptions): MongoFind {
  const conditions: Document[] = [{ family_id: familyKey, ...filters }]
  if (after !== undefined) {
    const { month, category } = after
    conditions.push({ $or: [{ month: { $lt: month } }, { month, category: { $gt: category } }] })
  }
  return {
    find: 'budgets',
    filter: { $and: conditions },
    sort: { month: -1, category: 1 },
    limit: limit + 1,
  }
}
