import { type Document, EJSON } from 'bson'
import type { BudgetDocument, CategoryDocument, ExpenseDocument } from '../../domain/expense-document.js'
import type { MongoStore } from '../../stores/mongo/mongo-store.js'
import type { PlainRecord } from './record-view.js'

export async function expenseById(store: MongoStore, id: string): Promise<ExpenseDocument | undefined> {
  return (
    (await store.db.collection<ExpenseDocument>('expenses').findOne({ _id: `expense_${id}` })) ?? undefined
  )
}

export async function budgetById(store: MongoStore, id: string): Promise<BudgetDocument | undefined> {
  return (await store.db.collection<BudgetDocument>('budgets').findOne({ _id: `budget_${id}` })) ?? undefined
}

export async function categoryById(store: MongoStore, id: string): Promise<CategoryDocument | undefined> {
  return (await store.db.collection<CategoryDocument>('categories').findOne({ _id: id })) ?? undefined
}

export interface ExpensePage {
  readonly expenses: readonly ExpenseDocument[]
  readonly next?: () => Promise<ExpensePage>
}

/** Newest first, by an index that ends in created_at. The page goes on after its last date and id. */
export async function expensesPage(
  store: MongoStore,
  owner: Readonly<Partial<Pick<ExpenseDocument, 'user_id' | 'family_id'>>>,
  size: number,
  after?: ExpenseDocument,
): Promise<ExpensePage> {
  const expenses = await store.db
    .collection<ExpenseDocument>('expenses')
    .find(after === undefined ? { ...owner } : { ...owner, ...before(after) })
    .sort({ created_at: -1, _id: -1 })
    .limit(size)
    .toArray()
  const last = expenses.at(-1)
  if (expenses.length < size || last === undefined) return { expenses }
  return { expenses, next: () => expensesPage(store, owner, size, last) }
}

/** Expenses of a category over all families, in the order of their ids, after one. */
export async function expensesOfCategory(
  store: MongoStore,
  category: string,
  size: number,
  after = '',
): Promise<readonly ExpenseDocument[]> {
  return store.db
    .collection<ExpenseDocument>('expenses')
    .find({ 'category.primary': category, _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(size)
    .toArray()
}

function before(last: ExpenseDocument): Document {
  return {
    created_at: { $lte: last.created_at },
    $or: [{ created_at: { $lt: last.created_at } }, { _id: { $lt: last._id } }],
  }
}

export interface SpendingTotal {
  readonly category: string
  /** `YYYY-MM`. */
  readonly month: string
  readonly currency: string
  /** Decimal text. */
  readonly total: string
  readonly count: number
}

/** What a family spent by category and month. DocumentDB has no $dateTrunc; $dateToString it has. */
export async function spendingOf(store: MongoStore, family: string): Promise<readonly SpendingTotal[]> {
  const groups = await store.db
    .collection('expenses')
    .aggregate([
      { $match: { family_id: family } },
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
      { $sort: { '_id.month': 1, '_id.category': 1, '_id.currency': 1 } },
    ])
    .toArray()
  return groups.map((group) => ({
    ...group['_id'],
    total: String(group['total']),
    count: Number(group['count']),
  }))
}

export async function budgetsOf(store: MongoStore, family: string): Promise<readonly BudgetDocument[]> {
  return store.db
    .collection<BudgetDocument>('budgets')
    .find({ family_id: family })
    .sort({ month: -1, category: 1 })
    .limit(500)
    .toArray()
}

/** A document as plain JSON, types kept as relaxed Extended JSON keeps them. */
export function plainDocument(document: object): PlainRecord {
  return EJSON.serialize(document, { relaxed: true })
}
