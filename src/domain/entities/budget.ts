import { toFamilyCategoryKey } from '../category-key.js'
import { formatMoney } from '../format-money.js'
import { defineEntity } from './entity.js'
import { date, decimal, integer, text, type InferRecord } from './field.js'

/** The limit of one family for one category in one month. */
export const budget = defineEntity({
  name: 'budget',
  plural: 'budgets',
  place: { store: 'mongo', collection: 'budgets', outbox: true },
  id: { fields: ['_id'], prefix: 'budget_', code: 4 },
  fields: {
    /** `budget_<uuid>`. */
    _id: text(),
    /** `FAMILY#<uuid>`. */
    family_id: text(),
    category: text(),
    /** `YYYY-MM`. */
    month: text(),
    limit: decimal(),
    currency: text(),
    version: integer(),
    created_at: date(),
    updated_at: date(),
  },
  maintainedFields: ['deleted_at', 'made_by', 'outbox'],
  references: [
    {
      field: 'family_id',
      entity: 'family',
      prefix: 'FAMILY#',
      column: { name: 'family', value: ({ name }) => (typeof name === 'string' ? name : '') },
    },
    {
      field: 'category',
      entity: 'category',
      checkedInLists: true,
      getAlternativeId: ({ family_id: family, category }) => toFamilyCategoryKey(family, category),
    },
  ],
  searchFields: ['category', 'month', 'currency'],
  searchAmounts: ['limit'],
  title: ({ month, category, limit, currency }) => `${month} ${category}: ${formatMoney(limit, currency)}`,
  columns: [
    { name: 'month', value: ({ month }) => month },
    { name: 'category', importance: 1, value: ({ category }) => category },
    { name: 'limit', value: ({ limit, currency }) => formatMoney(limit, currency) },
  ],
})

/** A document of `budgets` in MongoDB. */
export type BudgetDocument = InferRecord<typeof budget.fields>
