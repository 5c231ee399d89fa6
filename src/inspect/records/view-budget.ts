import type { Document } from 'bson'
import type { BudgetDocument } from '../../domain/expense-document.js'
import {
  budgetById,
  categoryById,
  expensesOfCategory,
  plainDocument,
  spendingOf,
  spendingPipeline,
} from './budget-lookup.js'
import { categoryReference, familyReference } from './check-references.js'
import type { RecordSources, RecordView, Section, SectionPage } from './record-view.js'
import { commandLine, mongoText } from './command-line.js'
import { markExpenses } from './expense-section.js'

/** A budget with what was spent of it. */
export async function viewBudget(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const budget = await budgetById(stores.mongo, id)
  if (budget === undefined) return undefined
  const pipeline = spendingPipeline(spentOf(budget))
  return {
    kind: 'budget',
    id,
    title: `${budget.month} ${budget.category}: ${String(budget.limit)} ${budget.currency}`,
    store: 'mongo',
    record: plainDocument(budget),
    query: commandLine('query', 'mongo', `budgets.find({_id: ${JSON.stringify(`budget_${id}`)}})`),
    keys: [],
    references: () =>
      Promise.all([
        familyReference(stores, 'family_id', budget.family_id.replace(/^FAMILY#/, '')),
        categoryReference(stores, 'category', budget.category),
      ]),
    sections: [
      {
        name: 'spent',
        store: 'mongo',
        query: commandLine('query', 'mongo', `expenses.aggregate(${mongoText(pipeline)})`),
        page: async () => ({
          items: (await spendingOf(stores.mongo, pipeline)).map((total) => ({
            title: `${total.total} ${total.currency} in ${total.count} ${total.count === 1 ? 'expense' : 'expenses'}`,
            record: { ...total },
          })),
        }),
      },
    ],
  }
}

/** The expenses that a budget is about. */
function spentOf({ family_id: family, category, month }: BudgetDocument): Document {
  const from = new Date(`${month}-01T00:00:00Z`)
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1))
  return { family_id: family, 'category.primary': category, created_at: { $gte: from, $lt: to } }
}

/** A category of the reference data. */
export async function viewCategory(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const category = await categoryById(stores.mongo, id)
  if (category === undefined) return undefined
  return {
    kind: 'category',
    id,
    title: category.label,
    store: 'mongo',
    record: plainDocument(category),
    query: commandLine('query', 'mongo', `categories.find({_id: ${JSON.stringify(id)}})`),
    keys: [],
    references: async () => [],
    sections: [categoryExpenses(stores, id)],
  }
}

/** Of all families, in the order of their ids: the only order that needs no sorting of all there are. */
function categoryExpenses(stores: RecordSources, category: string): Section {
  const page = async (size: number, after?: string): Promise<SectionPage> => {
    const expenses = await expensesOfCategory(stores.mongo, category, size, after)
    const items = await markExpenses(stores, expenses)
    const last = expenses.at(-1)
    if (expenses.length < size || last === undefined) return { items }
    return { items, next: () => page(size, last._id) }
  }
  return {
    name: 'expenses',
    store: 'mongo',
    query: commandLine(
      'query',
      'mongo',
      `expenses.find({"category.primary": ${JSON.stringify(category)}}).sort({_id: 1})`,
    ),
    page: (size) => page(size),
  }
}
