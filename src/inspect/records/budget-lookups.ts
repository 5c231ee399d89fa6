import type { Document } from 'bson'
import type { BudgetDocument } from '../../domain/entities/budget.js'
import type { ExpenseDocument } from '../../domain/entities/expense.js'
import type { DocumentReader } from '../../stores/mongo/client/document-reader.js'
import { type ExpenseOwner, expensesOfOwner } from './access-patterns.js'
import type { SectionTotal } from './record-view.js'

export interface ExpensePage {
  readonly expenses: readonly ExpenseDocument[]
  readonly next?: () => Promise<ExpensePage>
}

/** Reads a page, newest first, by an index that ends in created_at. The next page starts after the last date and id. */
export async function readExpensePage(
  store: DocumentReader,
  owner: ExpenseOwner,
  size: number,
  after?: ExpenseDocument,
): Promise<ExpensePage> {
  const { find: collection, ...options } = expensesOfOwner.request(owner, size, after)
  const expenses = await store.find<ExpenseDocument>(collection, options)
  const last = expenses.at(-1)
  if (expenses.length < size || last === undefined) return { expenses }
  return { expenses, next: () => readExpensePage(store, owner, size, last) }
}

/** The total of all these expenses, per currency. */
export async function sumExpenses(
  store: DocumentReader,
  owner: ExpenseOwner,
): Promise<readonly SectionTotal[]> {
  const groups = await store.aggregate('expenses', [
    { $match: { ...owner } },
    { $group: { _id: '$currency', total: { $sum: '$amount' }, count: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ])
  return groups.map((group) => ({
    currency: String(group['_id']),
    total: String(group['total']),
    count: Number(group['count']),
  }))
}

/** Expenses of a category across all families, the newest ids first, before the id `before`. */
export async function listExpensesByCategory(
  store: DocumentReader,
  category: string,
  size: number,
  before?: string,
): Promise<readonly ExpenseDocument[]> {
  return store.find<ExpenseDocument>('expenses', {
    filter: { 'category.primary': category, ...(before === undefined ? {} : { _id: { $lt: before } }) },
    sort: { _id: -1 },
    limit: size,
  })
}

export interface SpendingTotal extends SectionTotal {
  readonly category: string
  /** `YYYY-MM`. */
  readonly month: string
}

/** Runs the pipeline of `buildSpendingPipeline`. */
export async function sumSpending(
  store: DocumentReader,
  pipeline: readonly Document[],
): Promise<readonly SpendingTotal[]> {
  const groups = await store.aggregate('expenses', pipeline)
  return groups.map((group) => ({
    ...group['_id'],
    total: String(group['total']),
    count: Number(group['count']),
  }))
}

/**
 * Sums expenses by category and month, the newest month first. The pipeline is displayed with its result, so that users can run it themselves. It
 * uses $dateToString because DocumentDB does not support $dateTrunc.
 */
export function buildSpendingPipeline(match: Document): readonly Document[] {
  return [
    { $match: match },
    {
      $group: {
        _id: {
          category: '$category.primary',
          month: { $dateToString: { format: '%Y-%m', date: '$created_at' } },
          currency: '$currency',
        },
        total: { $sum: '$amount' },
        count: { $sum: 1 },
      },
    },
    { $sort: { '_id.month': -1, '_id.category': 1, '_id.currency': 1 } },
  ]
}

/** Times in a month: `2024-10`, in UTC. */
export function createMonthFilter(month: string): Document {
  const from = new Date(`${month}-01T00:00:00Z`)
  return { $gte: from, $lt: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) }
}

export async function listFamilyBudgets(
  store: DocumentReader,
  family: string,
  size: number,
  skip: number,
): Promise<readonly BudgetDocument[]> {
  return store.find<BudgetDocument>('budgets', {
    filter: { family_id: family },
    sort: { month: -1, category: 1 },
    skip,
    limit: size,
  })
}
