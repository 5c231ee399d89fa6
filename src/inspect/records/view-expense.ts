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

/** The id of the review todo is derived from the event, which is in the event log or still in the outbox. */
async function checkReviewReference(
  stores: RecordSources,
  id: string,
  { amount, outbox = [] }: ExpenseDocument,
): Promise<Reference | undefined> {
  if (!isLargeExpense(String(amount))) return undefined
  const logged = await listAllEventsBySubject(stores.postgres, [id, `expense_${id}`])
  const created = [...logged, ...outbox].find((event) => event.type === 'budget.expense.created')
  if (created === undefined) {
    return {
      field: 'review todo',
      kind: 'event',
      id,
      state: 'dangling',
      note: 'no budget.expense.created event',
    }
  }
  return checkReferenceTo(stores, 'todo', 'review todo', getReviewTodoId(created.id))
}
