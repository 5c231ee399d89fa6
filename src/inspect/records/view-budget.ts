import type { Document } from 'bson'
import { formatCount } from '../../core/format-count.js'
import { budget, type BudgetDocument } from '../../domain/entities/budget.js'
import { toCategoryName } from '../../domain/category-key.js'
import { category, type CategoryDocument } from '../../domain/entities/category.js'
import { expense } from '../../domain/entities/expense.js'
import {
  buildSpendingPipeline,
  createMonthFilter,
  listExpensesByCategory,
  sumSpending,
} from './budget-lookups.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { formatMongoshValue } from './command-line.js'
import { expenseSection } from './expense-section.js'
import { lookUpRecord } from './look-up-record.js'
import type { RecordSources, RecordView, Section, SectionPage } from './record-view.js'
import { toCheckedSectionItems } from './section-items.js'
import { toRecordView, viewRecord } from './view-record.js'

/** A budget with the amounts spent of it. */
export async function viewBudget(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const document = await lookUpRecord(stores, budget, id)
  if (document === undefined) return undefined
  const pipeline = buildSpendingPipeline(toExpenseFilter(document as BudgetDocument))
  return {
    ...toRecordView(stores, budget, id, document),
    sections: [
      {
        name: 'spent',
        store: 'mongo',
        query: formatCommandLine('query', 'mongo', `expenses.aggregate(${formatMongoshValue(pipeline)})`),
        page: async () => ({
          items: (await sumSpending(stores.mongo, pipeline)).map((total) => ({
            title: `${total.total} ${total.currency} in ${formatCount(total.count, 'expense')}`,
            record: { ...total },
          })),
        }),
      },
    ],
  }
}

/** The filter for the expenses of a budget. */
function toExpenseFilter({ family_id: family, category: name, month }: BudgetDocument): Document {
  return { family_id: family, 'category.primary': name, created_at: createMonthFilter(month) }
}

/** A category of the operator, or of a family. */
export async function viewCategory(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const view = await viewRecord(stores, category, id)
  return view && { ...view, sections: [categoryExpensesSection(stores, view.record as CategoryDocument)] }
}

/**
 * Of a category of a family, its expenses, the newest first. Of one of the operator, those of all families, the newest ids first: no
 * index has them by time, and sorting would read all of them.
 */
function categoryExpensesSection(
  stores: RecordSources,
  { _id: name, family_id: family }: CategoryDocument,
): Section {
  if (family !== undefined)
    return expenseSection(stores, { family_id: family, 'category.primary': toCategoryName(name) })
  const page = async (size: number, before?: string): Promise<SectionPage> => {
    const expenses = await listExpensesByCategory(stores.mongo, name, size, before)
    const items = await toCheckedSectionItems(stores, expense, expenses)
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
      `expenses.find({"category.primary": ${JSON.stringify(name)}}).sort({_id: -1})`,
    ),
    order: 'by _id, descending: no index has the expenses of a category by time',
    page: (size) => page(size),
  }
}
