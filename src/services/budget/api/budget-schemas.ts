import { amount, boundedString, currency, id, instant, month } from '../../http/api/formats.js'
import { array, integer, nullable, object, optional, type Schema, string } from '../../../core/schema.js'
import { categoryName } from './expense-schemas.js'

export interface NewCategory {
  readonly id: string
  readonly label: string
  readonly subcategories: readonly string[]
}

export interface Category extends NewCategory {
  /** Null for a category of the operator. */
  readonly family_id: string | null
  readonly version: number
}

export interface NewBudget {
  readonly category: string
  readonly month: string
  readonly limit: string
  readonly currency: string
}

export interface Budget extends NewBudget {
  readonly id: string
  readonly family_id: string
  /** Expenses of the family in the category and month, in the currency of the budget. */
  readonly spent: string
  /** The limit minus `spent`; negative if overspent. */
  readonly left: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

export interface CategoryTotal {
  readonly category: string
  readonly total_amount: string
  readonly transaction_count: number
  readonly avg_amount: string
}

export interface CurrencyReport {
  readonly currency: string
  readonly total_amount: string
  readonly transaction_count: number
  readonly categories: readonly CategoryTotal[]
}

export interface MonthlyReport {
  readonly month: string
  readonly user_id?: string
  readonly currencies: readonly CurrencyReport[]
}

const version: Schema<number> = integer({
  minimum: 1,
  description: 'Incremented on every update; used as the ETag.',
  examples: [1],
})
const money = (description: string, example = '156.78'): Schema<string> =>
  string({ description, examples: [example] })
const count: Schema<number> = integer({ description: 'Number of expenses.', examples: [1] })
const limit: Schema<string> = amount('Maximum amount to spend.', '600.00')
const budgetMonth: Schema<string> = month('Month of the budget (UTC).')

export const category: Schema<Category> = object(
  {
    id: categoryName,
    family_id: nullable(
      id('ID of the family that the category belongs to; null if it belongs to the operator.', 'family'),
    ),
    label: string({ description: 'Display name.', examples: ['Groceries'] }),
    subcategories: array(string(), { description: 'Subcategories.', examples: [['weekly_shopping']] }),
    version,
  },
  { title: 'Category', description: 'A category of expenses.' },
)

export const newCategory: Schema<NewCategory> = object(
  {
    id: categoryName,
    label: boundedString(255, 'Display name.', 'Groceries', 1),
    subcategories: array(boundedString(64, 'Subcategory.', 'weekly_shopping', 1), {
      maxItems: 100,
      uniqueItems: true,
      description: 'Subcategories.',
    }),
  },
  { title: 'NewCategory', description: 'A category to create.' },
)

export const newBudget: Schema<NewBudget> = object(
  { category: categoryName, month: budgetMonth, limit, currency: currency() },
  { title: 'NewBudget', description: 'A budget to create.' },
)

export const budgetChange: Schema<{ readonly limit: string }> = object(
  { limit },
  { title: 'BudgetChange', description: 'The new limit of a budget.' },
)

export const budget: Schema<Budget> = object(
  {
    id: id('ID of the budget.', 'budget'),
    family_id: id('ID of the family.', 'family'),
    category: categoryName,
    month: budgetMonth,
    limit: money('Maximum amount to spend.', '600.00'),
    currency: currency(),
    spent: money('Total of the expenses so far, in the currency of the budget.'),
    left: money('The limit minus `spent`; negative if overspent.', '443.22'),
    version,
    created_at: instant('Creation time.'),
    updated_at: instant('Time of the last update.'),
  },
  { title: 'Budget', description: 'The budget of a family for one category and month.' },
)

const categoryTotal: Schema<CategoryTotal> = object(
  {
    category: categoryName,
    total_amount: money('Total of the category.'),
    transaction_count: count,
    avg_amount: money('Average amount, rounded to two decimals.'),
  },
  { title: 'CategoryTotal', description: 'The expenses of one category.' },
)

const currencyReport: Schema<CurrencyReport> = object(
  {
    currency: currency(),
    total_amount: money('Total of all categories.'),
    transaction_count: count,
    categories: array(categoryTotal, { description: 'Totals by category, the highest first.' }),
  },
  { title: 'CurrencyReport', description: 'The expenses in one currency.' },
)

export const monthlyReport: Schema<MonthlyReport> = object(
  {
    month: month('Month of the report (UTC).'),
    user_id: optional(id('ID of the member; not set for the whole family.', 'user')),
    currencies: array(currencyReport, { description: 'Totals by currency.' }),
  },
  { title: 'MonthlyReport', description: 'The expenses of a month by currency and category.' },
)
