import type { ExpenseDocument } from '../../domain/entities/expense.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import { isLargeExpense, getReviewTodoId } from '../../domain/large-expense-rule.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import { lookUpExpense, toPlainDocument } from './budget-lookups.js'
import {
  checkCategoryReference,
  checkFamilyReference,
  checkTodoReference,
  checkUserReference,
} from './check-references.js'
import { listEventsBySubject } from './event-lookups.js'
import type { RecordSources, RecordView, Reference } from './record-view.js'
import { eventSection, outboxSection } from './event-section.js'
import { getExpenseTitle } from './expense-section.js'
import { formatCommandLine } from './command-line.js'

/** An expense with its references and, if it is over the limit, its review todo. */
export async function viewExpense(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const expense = await lookUpExpense(stores.mongo, id)
  if (expense === undefined) return undefined
  return {
    kind: 'expense',
    id,
    title: getExpenseTitle(expense),
    store: 'mongo',
    record: toPlainDocument(expense),
    query: formatCommandLine('query', 'mongo', `expenses.find({_id: ${JSON.stringify(`expense_${id}`)}})`),
    keys: [],
    references: () => checkExpenseReferences(stores, id, expense),
    sections: [
      eventSection(stores, [id, `expense_${id}`]),
      outboxSection(
        'mongo',
        formatCommandLine(
          'query',
          'mongo',
          `expenses.find({_id: ${JSON.stringify(`expense_${id}`)}, "outbox.time": {$exists: true}}, {outbox: 1})`,
        ),
        async () => {
          const current = await lookUpExpense(stores.mongo, id)
          return current?.outbox ?? []
        },
      ),
    ],
  }
}

async function checkExpenseReferences(
  stores: RecordSources,
  id: string,
  expense: ExpenseDocument,
): Promise<readonly Reference[]> {
  const family = stripIdPrefix(expense.family_id, 'FAMILY#')
  const found = await Promise.all([
    checkUserReference(stores, 'user_id', stripIdPrefix(expense.user_id, 'USER#'), family),
    checkFamilyReference(stores, 'family_id', family),
    checkCategoryReference(stores, 'category.primary', expense.category.primary),
  ])
  const review = await checkReviewReference(stores, id, expense)
  return review === undefined ? found : [...found, review]
}

/** The id of the review todo is derived from the event, which is in the event log or still in the outbox. */
async function checkReviewReference(
  stores: RecordSources,
  id: string,
  expense: ExpenseDocument,
): Promise<Reference | undefined> {
  if (!isLargeExpense(String(expense.amount))) return undefined
  const logged = (await listEventsBySubject(stores.postgres, [id, `expense_${id}`], 100)).map(
    (each) => each.envelope,
  )
  const created = [...logged, ...(expense.outbox ?? [])].find(
    (event) => event.type === EVENT_TYPES.expenseCreated,
  )
  if (created === undefined) {
    return {
      field: 'review todo',
      kind: 'event',
      id,
      state: 'dangling',
      note: `no ${EVENT_TYPES.expenseCreated} event`,
    }
  }
  return checkTodoReference(stores, 'review todo', getReviewTodoId(created.id))
}
