import type { ExpenseDocument } from '../../domain/entities/expense.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import { type ExpensePage, readExpensePage, sumExpenses, toPlainDocument } from './budget-lookups.js'
import { formatCommandLine } from './command-line.js'
import { annotateItems, type ItemReferences } from './annotate-items.js'
import type { RecordSources, Section, SectionItem, SectionPage } from './record-view.js'

/** Expenses of a user or a family, newest first, with their totals. */
export function expenseSection(
  stores: RecordSources,
  owner: Readonly<Partial<Pick<ExpenseDocument, 'user_id' | 'family_id'>>>,
): Section {
  return {
    name: 'expenses',
    store: 'mongo',
    query: formatCommandLine(
      'query',
      'mongo',
      `expenses.find(${JSON.stringify(owner)}).sort({created_at: -1})`,
    ),
    totals: () => sumExpenses(stores.mongo, owner),
    page: async (size) => toExpenseSectionPage(stores, await readExpensePage(stores.mongo, owner, size)),
  }
}

async function toExpenseSectionPage(stores: RecordSources, page: ExpensePage): Promise<SectionPage> {
  const items = await annotateExpenses(stores, page.expenses)
  const { next } = page
  return next === undefined
    ? { items }
    : { items, next: async () => toExpenseSectionPage(stores, await next()) }
}

/** Converts expenses to list items, with problems marked. */
export async function annotateExpenses(
  stores: RecordSources,
  expenses: readonly ExpenseDocument[],
): Promise<readonly SectionItem[]> {
  const references = new Map(
    expenses.map((expense) => [toExpenseSectionItem(expense), getExpenseReferences(expense)]),
  )
  return annotateItems(stores, [...references.keys()], (item) => references.get(item) ?? { users: {} })
}

function getExpenseReferences({
  user_id: user,
  family_id: family,
  category,
}: ExpenseDocument): ItemReferences {
  return {
    users: { user_id: stripIdPrefix(user, 'USER#') },
    family: stripIdPrefix(family, 'FAMILY#'),
    category: { field: 'category.primary', id: category.primary },
  }
}

export function toExpenseSectionItem(expense: ExpenseDocument): SectionItem {
  return {
    kind: 'expense',
    id: stripIdPrefix(expense._id, 'expense_'),
    title: getExpenseTitle(expense),
    record: toPlainDocument(expense),
  }
}

export function getExpenseTitle(expense: ExpenseDocument): string {
  const day = expense.created_at.toISOString().slice(0, 10)
  const description = expense.description ?? expense.receipt?.store ?? ''
  return `${day}  ${String(expense.amount).padStart(9)} ${expense.currency}  ${expense.category.primary}  ${description}`.trimEnd()
}
