import { amount, currency, id, instant, month, boundedString } from '../http/formats.js'
import { array, integer, object, optional, type Schema, string } from '../http/schema.js'
import { categoryName } from './expense-schemas.js'

export interface Category {
  readonly id: string
  readonly label: string
  readonly subcategories: readonly string[]
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
  /** What the family has spent on the category in the month, in the budget's currency. */
  readonly spent: string
  /** The limit less what is spent; negative when it is overspent. */
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

export interface MonthlyReport {
  readonly month: string
  readonly user_id?: string
  readonly currencies: readonly {
    readonly currency: string
    readonly total_amount: string
    readonly transaction_count: number
    readonly categories: readonly CategoryTotal[]
  }[]
}

const version: Schema<number> = integer({ minimum: 1, description: 'Counts every change; the ETag.' })
const money = (description: string): Schema<string> => string({ description, examples: ['156.78'] })
const subcategory: Schema<string> = boundedString(64, 'A closer kind.', 'weekly_shopping', 1)

export const category: Schema<Category> = object({
  id: categoryName,
  label: string({ examples: ['Groceries'] }),
  subcategories: array(string()),
  version,
})

export const newCategory: Schema<Omit<Category, 'version'>> = object({
  id: categoryName,
  label: boundedString(255, 'For people.', 'Groceries', 1),
  subcategories: array(subcategory, { maxItems: 100, uniqueItems: true }),
})

export const newBudget: Schema<NewBudget> = object({
  category: categoryName,
  month: month('The month that it is for (UTC).'),
  limit: amount('What may be spent.'),
  currency: currency(),
})

export const budget: Schema<Budget> = object({
  id: id('The budget.'),
  family_id: id('Whose it is.'),
  category: categoryName,
  month: month('The month that it is for (UTC).'),
  limit: money('What may be spent.'),
  currency: currency(),
  spent: money('What is spent so far, in its currency.'),
  left: money('The limit less what is spent; negative when overspent.'),
  version,
  created_at: instant('When made.'),
  updated_at: instant('When last changed.'),
})

export const monthlyReport: Schema<MonthlyReport> = object({
  month: month('Of which month (UTC).'),
  user_id: optional(id('Of which member; without: of the family.')),
  currencies: array(
    object({
      currency: currency(),
      total_amount: money('Of all categories.'),
      transaction_count: integer(),
      categories: array(
        object({
          category: categoryName,
          total_amount: money('Of the category.'),
          transaction_count: integer(),
          avg_amount: money('Rounded to two decimals.'),
        }),
        { description: 'Highest total first.' },
      ),
    }),
  ),
})
