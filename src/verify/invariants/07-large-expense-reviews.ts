import { isRecord } from '../../core/is-record.js'
import { isLargeExpense } from '../../domain/large-expense-rule.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import { getStringField } from '../field-access.js'
import { checkEach, defineInvariant, type ReportFinding, type Subject } from './invariant.js'

/** What a record says about an expense. */
type ExpenseObservation =
  /** `pending`: it has events that are not in the event log yet. */
  | { readonly kind: 'expense'; readonly large: boolean; readonly pending: boolean }
  | { readonly kind: 'review'; readonly todo: string }
  /** Events of the log. `recent`: its consumers may not have handled it yet. */
  | { readonly kind: 'created'; readonly large: boolean; readonly recent: boolean }
  | { readonly kind: 'updated' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'review-deleted' }

/** Expenses by id without prefix. */
const expenses: Subject<ExpenseObservation> = {
  name: 'expenses',
  observers: {
    events({ fields }, observe, { before }) {
      const { envelope, type, subject } = fields
      if (!isRecord(envelope) || !isRecord(envelope['data'])) return
      const data = envelope['data']
      if (type === 'budget.expense.created') {
        const recent = Date.parse(getStringField(fields, 'time') ?? '') > before.getTime()
        const large = isLargeAmount(data['amount'])
        observe(getStringField(data, 'expense_id') ?? '', { kind: 'created', large, recent })
      } else if (type === 'budget.expense.updated' && typeof subject === 'string') {
        observe(stripIdPrefix(subject, 'expense_'), { kind: 'updated' })
      } else if (type === 'budget.expense.deleted' && typeof subject === 'string') {
        observe(stripIdPrefix(subject, 'expense_'), { kind: 'deleted' })
      } else if (type === 'todo.todo.deleted') {
        const { todo } = data
        const reviewed = isRecord(todo) ? getReviewedExpenseId(todo) : undefined
        if (reviewed !== undefined) observe(reviewed, { kind: 'review-deleted' })
      }
    },
    todos({ id, fields }, observe) {
      const reviewed = getReviewedExpenseId(fields)
      if (reviewed !== undefined) observe(reviewed, { kind: 'review', todo: id })
    },
    expenses({ id, fields }, observe) {
      const key = stripIdPrefix(id, 'expense_')
      // Deleted, but stored until its last event is in the event log.
      if (fields['deleted_at'] !== undefined) return observe(key, { kind: 'deleted' })
      const pending = Array.isArray(fields['outbox']) && fields['outbox'].length > 0
      observe(key, { kind: 'expense', large: isLargeAmount(String(fields['amount'])), pending })
    },
  },
}

export const largeExpenseReviews = defineInvariant({
  number: 7,
  name: 'large-expense-reviews',
  statement: 'every expense over 500 has exactly one review todo, and every review todo has its expense',
  subjects: [checkEach(expenses, checkReviews)],
})

/**
 * The rule applies to the amount that an expense was created with. If the event log still has that event, its amount is
 * used, so that a later update of the amount is not a violation. Expenses with pending events are skipped.
 */
function checkReviews(id: string, observations: readonly ExpenseObservation[], report: ReportFinding): void {
  const has = (kind: ExpenseObservation['kind']): boolean => observations.some((each) => each.kind === kind)
  const reviews = observations.filter((each) => each.kind === 'review')
  const expense = observations.find((each) => each.kind === 'expense')
  if (expense === undefined) {
    if (has('deleted')) return
    for (const { todo } of reviews) {
      const message = `Todo ${todo} reviews expense ${id}, which does not exist.`
      report({ store: 'dynamodb', id: todo, message })
    }
    return
  }
  const created = observations.find((each) => each.kind === 'created')
  const { large } = created ?? expense
  const expected = large ? 1 : 0
  if (expense.pending || reviews.length === expected) return
  if (reviews.length < expected && (created?.recent === true || has('review-deleted'))) return
  // The log has an update but not the creation: the original amount is unknown.
  if (created === undefined && has('updated') && reviews.length < 2) return
  const message = `Expense ${id} is ${large ? '' : 'not '}over 500 and has ${reviews.length} review todos instead of ${expected}.`
  report({ store: 'mongo', id: `expense_${id}`, message })
}

/** The id of the expense that a todo reviews. */
function getReviewedExpenseId(todo: Readonly<Record<string, unknown>>): string | undefined {
  const { ai_metadata: metadata } = todo
  return isRecord(metadata) && 'event_id' in metadata ? getStringField(metadata, 'expense_id') : undefined
}

function isLargeAmount(value: unknown): boolean {
  return typeof value === 'string' && isLargeExpense(value)
}
