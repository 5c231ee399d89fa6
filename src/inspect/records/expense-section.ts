import { expense } from '../../domain/entities/expense.js'
import type { ExpenseOwner } from './access-patterns.js'
import { type ExpensePage, readExpensePage, sumExpenses } from './budget-lookups.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import type { RecordSources, Section, SectionPage } from './record-view.js'
import { toCheckedSectionItems } from './section-items.js'

/** Expenses, newest first, with their totals. */
export function expenseSection(stores: RecordSources, owner: ExpenseOwner): Section {
  return {
    name: 'expenses',
    store: 'mongo',
    order: 'newest first',
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
  const items = await toCheckedSectionItems(stores, expense, page.expenses)
  const { next } = page
  return next === undefined
    ? { items }
    : { items, next: async () => toExpenseSectionPage(stores, await next()) }
}
