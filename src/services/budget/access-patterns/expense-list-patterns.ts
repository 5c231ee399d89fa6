import type { PatternSamples } from '../../../domain/pattern-samples.js'
import { definePattern, type StorePattern } from '../../../stores/contracts/access-pattern.js'
import { toFamilyKey } from '../documents/expense-documents.js'
import type { ExpenseQuery } from '../api/expense-schemas.js'
import { buildExpenseList } from './list-expenses.js'

/** The filters of `listExpenses` that an index serves completely. Other filters are applied to what these indexes find. */
export const EXPENSE_LIST_PATTERNS: readonly StorePattern<'mongo'>[] = [
  defineListPattern(
    'budget.expenses-of-family',
    "a family's expenses, newest first, in pages",
    'family_created_id',
    () => ({}),
  ),
  defineListPattern(
    'budget.expenses-of-family-in-month',
    "a family's expenses of a period, newest first",
    'family_created_id',
    (s) => ({ from: `${s.month}-01`, to: `${s.month}-28` }),
  ),
  defineListPattern(
    'budget.expenses-of-category',
    "a family's expenses of one category, newest first",
    'family_category_created_id',
    (s) => ({ category: s.category }),
  ),
]

function defineListPattern(
  name: string,
  summary: string,
  index: string,
  toQuery: (samples: PatternSamples) => ExpenseQuery,
): StorePattern<'mongo'> {
  return definePattern({
    name,
    store: 'mongo',
    summary,
    index,
    request: buildExpenseList,
    sample: (s) => [toFamilyKey(s.family), toQuery(s), 50],
  })
}
