import type { Document } from 'bson'
import type { BudgetDocument } from '../../domain/entities/budget.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import {
  lookUpBudget,
  lookUpCategory,
  listExpensesByCategory,
  toPlainDocument,
  sumSpending,
  buildSpendingPipeline,
} from './budget-lookups.js'
import { checkCategoryReference, checkFamilyReference } from './check-references.js'
import type { RecordSources, RecordView, Section, SectionPage } from './record-view.js'
import { formatCommandLine, formatMongoshValue } from './command-line.js'
import { annotateExpenses } from './expense-section.js'

/** A budget with the amounts spent of it. */
export async function viewBudget(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const budget = await lookUpBudget(stores.mongo, id)
  if (budget === undefined) return undefined
  const pipeline = buildSpendingPipeline(toExpenseFilter(budget))
  return {
    kind: 'budget',
    id,
    title: `${budget.month} ${budget.category}: ${String(budget.limit)} ${budget.currency}`,
    store: 'mongo',
    record: toPlainDocument(budget),
    query: formatCommandLine('query', 'mongo', `budgets.find({_id: ${JSON.stringify(`budget_${id}`)}})`),
    keys: [],
    references: () =>
      Promise.all([
        checkFamilyReference(stores, 'family_id', stripIdPrefix(budget.family_id, 'FAMILY#')),
        checkCategoryReference(stores, 'category', budget.category),
      ]),
    sections: [
      {
        name: 'spent',
        store: 'mongo',
        query: formatCommandLine('query', 'mongo', `expenses.aggregate(${formatMongoshValue(pipeline)})`),
        page: async () => ({
          items: (await sumSpending(stores.mongo, pipeline)).map((total) => ({
            title: `${total.total} ${total.currency} in ${total.count} ${total.count === 1 ? 'expense' : 'expenses'}`,
            record: { ...total },
          })),
        }),
      },
    ],
  }
}

/** The filter for the expenses of a budget. */
function toExpenseFilter({ family_id: family, category, month }: BudgetDocument): Document {
  const from = new Date(`${month}-01T00:00:00Z`)
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1))
  return { family_id: family, 'category.primary': category, created_at: { $gte: from, $lt: to } }
}

/** A category of the reference data. */
export async function viewCategory(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const category = await lookUpCategory(stores.mongo, id)
  if (category === undefined) return undefined
  return {
    kind: 'category',
    id,
    title: category.label,
    store: 'mongo',
    record: toPlainDocument(category),
    query: formatCommandLine('query', 'mongo', `categories.find({_id: ${JSON.stringify(id)}})`),
    keys: [],
    references: async () => [],
    sections: [categoryExpensesSection(stores, id)],
  }
}

/** Expenses of all families, ordered by id: the only order that does not require sorting all of them. */
function categoryExpensesSection(stores: RecordSources, category: string): Section {
  const page = async (size: number, after?: string): Promise<SectionPage> => {
    const expenses = await listExpensesByCategory(stores.mongo, category, size, after)
    const items = await annotateExpenses(stores, expenses)
    const last = expenses.at(-1)
    if (expenses.length < size || last === undefined) return { items }
    return { items, next: () => page(size, last._id) }
  }
  return {
    name: 'expenses',
    store: 'mongo',
    query: formatCommandLine(
      'query',
      'mongo',
      `expenses.find({"category.primary": ${JSON.stringify(category)}}).sort({_id: 1})`,
    ),
    page: (size) => page(size),
  }
}
