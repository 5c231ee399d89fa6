import { budgetById, categoryById, expensesOfCategory, plainDocument, spendingOf } from './budget-lookup.js'
import { categoryReference, familyReference } from './check-references.js'
import type { RecordSources, RecordView, Section, SectionPage } from './record-view.js'
import { commandLine } from './command-line.js'
import { expenseItem } from './sections.js'

/** A budget with what was spent of it. */
export async function viewBudget(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const budget = await budgetById(stores.mongo, id)
  if (budget === undefined) return undefined
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
        query: commandLine(
          'query',
          'mongo',
          `expenses.find({family_id: ${JSON.stringify(budget.family_id)}, "category.primary": ${JSON.stringify(budget.category)}})`,
        ),
        page: async () => {
          const totals = await spendingOf(stores.mongo, budget.family_id)
          const own = totals.filter(
            (each) => each.category === budget.category && each.month === budget.month,
          )
          return {
            items: own.map((total) => ({
              title: `${total.total} ${total.currency} in ${total.count} expenses`,
              record: { ...total },
            })),
          }
        },
      },
    ],
  }
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
    const items = expenses.map(expenseItem)
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
      `expenses.find({"category.primary": ${JSON.stringify(category)}}).sort({_id: 1}).limit(20)`,
    ),
    page: (size) => page(size),
  }
}
