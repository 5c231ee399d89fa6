import { expense, type ExpenseDocument } from '../../domain/entities/expense.js'
import { isLargeExpense, getReviewTodoId } from '../../domain/large-expense-rule.js'
import { checkReferences, checkReferenceTo } from './check-references.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { listAllEventsBySubject } from './event-lookups.js'
import { eventSection, outboxSection } from './event-section.js'
import { lookUpRecord } from './look-up-record.js'
import type { RecordSources, RecordView, Reference } from './record-view.js'
import { toRecordView } from './view-record.js'

/** An expense with its references and, if it is over the limit, its review todo. */
export async function viewExpense(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const document = await lookUpExpense(stores, id)
  if (document === undefined) return undefined
  return {
    ...toRecordView(stores, expense, id, document),
    references: async () => {
      const [declared, review] = await Promise.all([
        checkReferences(stores, expense, document),
        checkReviewReference(stores, id, document),
      ])
      return review === undefined ? declared : [...declared, review]
    },
    sections: [
      eventSection(stores, [id, `expense_${id}`], 'expense'),
      outboxSection(
        'mongo',
        formatCommandLine(
          'query',
          'mongo',
          `expenses.find({_id: ${JSON.stringify(`expense_${id}`)}, "outbox.time": {$exists: true}}, {outbox: 1})`,
        ),
        async () => (await lookUpExpense(stores, id))?.outbox ?? [],
      ),
    ],
  }
}

async function lookUpExpense(stores: RecordSources, id: string): Promise<ExpenseDocument | undefined> {
  return (await lookUpRecord(stores, expense, id)) as ExpenseDocument | undefined
}

/**
 * The review todo, as `verify` expects it: the rule applies to the amount that the expense was created with. Its id is derived from the
 * event, which is in the event log or still in the outbox. Undefined if there need be none, also because a user has deleted it.
 */
async function checkReviewReference(
  stores: RecordSources,
  id: string,
  { amount, outbox = [] }: ExpenseDocument,
): Promise<Reference | undefined> {
  const logged = await listAllEventsBySubject(stores.postgres, [id, `expense_${id}`])
  const events = [...logged, ...outbox]
  const created = events.find((event) => event.type === 'budget.expense.created')
  if (created === undefined) {
    // The amount before an update is not known.
    if (!isLargeExpense(String(amount)) || events.some(({ type }) => type === 'budget.expense.updated'))
      return undefined
    return {
      field: 'review todo',
      kind: 'event',
      id,
      state: 'dangling',
      note: 'no budget.expense.created event',
    }
  }
  if (!isLargeExpense(String(created.data['amount']))) return undefined
  const todoId = getReviewTodoId(created.id)
  const review = await checkReferenceTo(stores, 'todo', 'review todo', todoId)
  if (review.state === 'found') return review
  const ofTodo = await listAllEventsBySubject(stores.postgres, [todoId])
  return ofTodo.some(({ type }) => type === 'todo.todo.deleted') ? undefined : review
}
