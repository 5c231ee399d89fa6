import { toFamilyCategoryKey } from '../../../domain/category-key.js'
import { definePattern } from '../../../stores/contracts/access-pattern.js'
import { toFamilyKey } from '../documents/expense-documents.js'

/** A category of the operator, or of the family. */
export const categoriesByName = definePattern({
  name: 'budget.category-by-id',
  store: 'mongo',
  summary: 'whether a category exists for a family',
  index: '_id_',
  request: (familyKey: string, name: string) => ({
    find: 'categories',
    filter: { _id: { $in: [name, toFamilyCategoryKey(familyKey, name)] } },
    projection: { family_id: 1, removed_at: 1 },
  }),
  sample: (s) => [toFamilyKey(s.family), s.category],
})

export const categoryByKey = definePattern({
  name: 'budget.category-by-key',
  store: 'mongo',
  summary: 'a category, to create or remove it',
  index: '_id_',
  request: (key: string) => ({ find: 'categories', filter: { _id: key }, limit: 1 as const }),
  sample: (s) => [s.category],
})

export const categoriesByKey = definePattern({
  name: 'budget.categories-by-key',
  store: 'mongo',
  summary: 'the categories of several expenses, to restore those that are in use',
  index: '_id_',
  request: (keys: readonly string[]) => ({ find: 'categories', filter: { _id: { $in: keys } } }),
  sample: (s) => [[s.category]],
})

/** Without a family, only those of the operator. The ids of all families' categories are one range, which is left out. */
export const categoriesOfFamily = definePattern({
  name: 'budget.categories',
  store: 'mongo',
  summary: "the operator's and a family's categories by id",
  index: '_id_',
  request: (familyKey?: string) => ({
    find: 'categories',
    filter: {
      $or: [
        { _id: { $lt: 'FAMILY#' } },
        { _id: { $gte: 'FAMILY$' } },
        ...(familyKey === undefined ? [] : [{ _id: { $gte: `${familyKey}/`, $lt: `${familyKey}0` } }]),
      ],
    },
    projection: { outbox: 0 },
    sort: { _id: 1 as const },
  }),
  sample: (s) => [toFamilyKey(s.family)],
})

export const categorySlots = definePattern({
  name: 'budget.category-slots',
  store: 'mongo',
  summary: "which of a family's places for categories are in use, to add one",
  index: 'family_slot',
  request: (familyKey: string) => ({
    find: 'categories',
    filter: { family_id: familyKey },
    projection: { _id: 0, slot: 1 },
  }),
  sample: (s) => [toFamilyKey(s.family)],
})

export const expenseOfCategory = definePattern({
  name: 'budget.expense-of-category',
  store: 'mongo',
  summary: 'an expense of a family with a category, to remove the category',
  index: 'family_category_created',
  request: (familyKey: string, name: string) => ({
    find: 'expenses',
    filter: { family_id: familyKey, 'category.primary': name, deleted_at: { $exists: false } },
    projection: { _id: 1 },
    limit: 1 as const,
  }),
  sample: (s) => [toFamilyKey(s.family), s.category],
})

export const budgetOfCategory = definePattern({
  name: 'budget.budget-of-category',
  store: 'mongo',
  summary: 'a budget of a family for a category, to remove the category',
  index: 'family_month_category',
  request: (familyKey: string, name: string) => ({
    find: 'budgets',
    filter: { family_id: familyKey, category: name, deleted_at: { $exists: false } },
    projection: { _id: 1 },
    limit: 1 as const,
  }),
  sample: (s) => [toFamilyKey(s.family), s.category],
})
