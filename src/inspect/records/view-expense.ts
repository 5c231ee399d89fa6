import type { ExpenseDocument } from '../../domain/expense-document.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import { isLargeExpense, reviewTodoId } from '../../domain/large-expense-rule.js'
import { expenseById, plainDocument } from './budget-lookup.js'
import { categoryReference, familyReference, todoReference, userReference } from './check-references.js'
import { eventsAbout } from './event-lookup.js'
import type { RecordSources, RecordView, Reference } from './record-view.js'
import { eventSection, outboxSection } from './event-sections.js'
import { expenseTitle } from './expense-section.js'
import { commandLine } from './command-line.js'

/** An expense with everyone whom it names and, over the limit, the todo that asks to review it. */
export async function viewExpense(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const expense = await expenseById(stores.mongo, id)
  if (expense === undefined) return undefined
  return {
    kind: 'expense',
    id,
    title: expenseTitle(expense),
    store: 'mongo',
    record: plainDocument(expense),
    query: commandLine('query', 'mongo', `expenses.find({_id: ${JSON.stringify(`expense_${id}`)}})`),
    keys: [],
    references: () => references(stores, id, expense),
    sections: [
      eventSection(stores, [id, `expense_${id}`]),
      outboxSection(
        'mongo',
        commandLine(
          'query',
          'mongo',
          `expenses.find({_id: ${JSON.stringify(`expense_${id}`)}, "outbox.time": {$exists: true}}, {outbox: 1})`,
        ),
        async () => {
          const now = await expenseById(stores.mongo, id)
          return now?.outbox ?? []
        },
      ),
    ],
  }
}

async function references(
  stores: RecordSources,
  id: string,
  expense: ExpenseDocument,
): Promise<readonly Reference[]> {
  const family = expense.family_id.replace(/^FAMILY#/, '')
  const found = await Promise.all([
    userReference(stores, 'user_id', expense.user_id.replace(/^USER#/, ''), family),
    familyReference(stores, 'family_id', family),
    categoryReference(stores, 'category.primary', expense.category.primary),
  ])
  const review = await reviewReference(stores, id, expense)
  return review === undefined ? found : [...found, review]
}

/** The todo of the large expense rule is named after the event, which is in the log or still in the outbox. */
async function reviewReference(
  stores: RecordSources,
  id: string,
  expense: ExpenseDocument,
): Promise<Reference | undefined> {
  if (!isLargeExpense(String(expense.amount))) return undefined
  const logged = (await eventsAbout(stores.postgres, [id, `expense_${id}`], 100)).map((each) => each.envelope)
  const created = [...logged, ...(expense.outbox ?? [])].find(
    (event) => event.type === EVENT_TYPES.expenseCreated,
  )
  if (created === undefined) {
    return {
      field: 'review todo',
      kind: 'event',
      id,
      state: 'orphan',
      note: `no ${EVENT_TYPES.expenseCreated} event`,
    }
  }
  return todoReference(stores, 'review todo', reviewTodoId(created.id))
}
