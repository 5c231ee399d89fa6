import type { ExpenseDocument } from '../../domain/expense-document.js'
import { type ExpensePage, expensesPage, expenseTotals, plainDocument } from './budget-lookup.js'
import { commandLine } from './command-line.js'
import { markItems, type NamedByItem } from './mark-items.js'
import type { RecordSources, Section, SectionItem, SectionPage } from './record-view.js'

/** Expenses of a user or a family, newest first, with their totals. */
export function expenseSection(
  stores: RecordSources,
  owner: Readonly<Partial<Pick<ExpenseDocument, 'user_id' | 'family_id'>>>,
): Section {
  return {
    name: 'expenses',
    store: 'mongo',
    query: commandLine('query', 'mongo', `expenses.find(${JSON.stringify(owner)}).sort({created_at: -1})`),
    totals: () => expenseTotals(stores.mongo, owner),
    page: async (size) => expenseItems(stores, await expensesPage(stores.mongo, owner, size)),
  }
}

async function expenseItems(stores: RecordSources, page: ExpensePage): Promise<SectionPage> {
  const items = await markExpenses(stores, page.expenses)
  const { next } = page
  return next === undefined ? { items } : { items, next: async () => expenseItems(stores, await next()) }
}

/** Expenses as lines of a list, with ✗ and ≠. */
export async function markExpenses(
  stores: RecordSources,
  expenses: readonly ExpenseDocument[],
): Promise<readonly SectionItem[]> {
  const named = new Map(expenses.map((expense) => [expenseItem(expense), namedByExpense(expense)]))
  return markItems(stores, [...named.keys()], (item) => named.get(item) ?? { users: {} })
}

function namedByExpense({ user_id: user, family_id: family, category }: ExpenseDocument): NamedByItem {
  return {
    users: { user_id: user.replace(/^USER#/, '') },
    family: family.replace(/^FAMILY#/, ''),
    category: { field: 'category.primary', id: category.primary },
  }
}

export function expenseItem(expense: ExpenseDocument): SectionItem {
  return {
    kind: 'expense',
    id: expense._id.replace(/^expense_/, ''),
    title: expenseTitle(expense),
    record: plainDocument(expense),
  }
}

export function expenseTitle(expense: ExpenseDocument): string {
  const day = expense.created_at.toISOString().slice(0, 10)
  const what = expense.description ?? expense.receipt?.store ?? ''
  return `${day}  ${String(expense.amount).padStart(9)} ${expense.currency}  ${expense.category.primary}  ${what}`.trimEnd()
}
