import type { StoreName } from '../core/store-name.js'
import { EVENT_TYPES } from '../domain/event-types.js'
import { isLargeExpense } from '../domain/large-expense-rule.js'
import type { SeededEntity } from '../domain/seeded-entities.js'
import type { StoredRecord } from '../stores/data-store.js'
import { findReceiptProblem } from './find-receipt-problem.js'
import { findTodoKeysProblem } from './find-todo-keys-problem.js'
import type { ObservationTables } from './observation-tables.js'
import { stripPrefix, isRecord, getStringField } from './field-access.js'
import type { InvariantNumber, ReportViolation } from './violation.js'

type Collector = (record: StoredRecord, tables: ObservationTables, report: ReportViolation) => void

/** Takes note of what a record says about others, and reports what is wrong with it by itself. */
export function collectObservations(
  record: StoredRecord,
  tables: ObservationTables,
  report: ReportViolation,
): void {
  if (record.kind !== 'other') COLLECTORS[record.kind](record, tables, report)
}

const COLLECTORS: Readonly<Record<SeededEntity, Collector>> = {
  families({ id, fields }, tables) {
    const count = fields['member_count']
    tables.families.add(id, ['family', typeof count === 'number' ? count : null])
    tables.users.add(getStringField(fields, 'owner_id') ?? '', ['owner', id])
  },
  users({ id, fields }, tables) {
    tables.users.add(id, ['user', getStringField(fields, 'family_id') ?? null])
    tables.emails.add((getStringField(fields, 'email') ?? '').toLowerCase(), [id])
  },
  members({ fields }, tables) {
    const family = getStringField(fields, 'family_id') ?? ''
    const user = getStringField(fields, 'user_id') ?? ''
    tables.users.add(user, ['member', family])
    tables.families.add(family, ['member', user])
  },
  events({ id, fields }, tables) {
    const { envelope } = fields
    tables.events.add(id, ['log'])
    if (!isRecord(envelope) || !isRecord(envelope['data'])) return
    const { type, subject } = fields
    const data = envelope['data']
    if (type === EVENT_TYPES.expenseCreated) {
      const fresh = Date.parse(getStringField(fields, 'time') ?? '') > tables.before.getTime()
      tables.expenses.add(getStringField(data, 'expense_id') ?? '', [
        'created',
        isLargeAmount(data['amount']),
        fresh,
      ])
    } else if (type === EVENT_TYPES.expenseUpdated && typeof subject === 'string') {
      tables.expenses.add(stripIdPrefix(subject, 'expense_'), ['updated'])
    } else if (type === EVENT_TYPES.expenseDeleted && typeof subject === 'string') {
      tables.expenses.add(stripIdPrefix(subject, 'expense_'), ['deleted'])
    } else if (type === EVENT_TYPES.todoDeleted) {
      const { todo } = data
      const reviewed = isRecord(todo) ? getReviewedExpenseId(todo) : undefined
      if (reviewed !== undefined) tables.expenses.add(reviewed, ['review-deleted'])
    }
  },
  todos({ id, fields }, tables, report) {
    const problem = findTodoKeysProblem(fields)
    if (problem !== undefined) report(toViolation(3, 'dynamodb', id, `Todo ${id}: ${problem}.`))
    const owner = getStringField(fields, 'owner') ?? stripPrefix(getStringField(fields, 'PK'), 'USER#')
    const partition = getStringField(fields, 'GSI1PK') ?? ''
    tables.users.add(owner ?? '', ['todo', id, partition])
    const assignee = stripPrefix(getStringField(fields, 'assigned_to'), 'USER#')
    if (assignee !== undefined) tables.users.add(assignee, ['assigned', id, partition])
    const reviewed = getReviewedExpenseId(fields)
    if (reviewed !== undefined) tables.expenses.add(reviewed, ['review', id])
  },
  categories({ id }, tables) {
    tables.categories.add(id)
  },
  expenses({ id, fields }, tables, report) {
    if (fields['deleted_at'] !== undefined) {
      // Deleted, and there only until its last event is on its way.
      tables.expenses.add(stripIdPrefix(id, 'expense_'), ['deleted'])
      return
    }
    const problem = findReceiptProblem(fields)
    if (problem !== undefined) report(toViolation(6, 'mongo', id, `Expense ${id}: ${problem}.`))
    const { category } = fields
    const name = isRecord(category) ? category['primary'] : category
    if (typeof name !== 'string' || !tables.categories.has(name)) {
      report(toViolation(5, 'mongo', id, `Expense ${id}: there is no category ${JSON.stringify(name)}.`))
    }
    const user = stripPrefix(getStringField(fields, 'user_id'), 'USER#') ?? ''
    const family = stripPrefix(getStringField(fields, 'family_id'), 'FAMILY#') ?? ''
    tables.users.add(user, ['expense', id, family])
    tables.families.add(family, ['expense', id])
    const waiting = Array.isArray(fields['outbox']) && fields['outbox'].length > 0
    tables.expenses.add(stripIdPrefix(id, 'expense_'), [
      'expense',
      isLargeAmount(String(fields['amount'])),
      waiting,
    ])
  },
  budgets({ id, fields }, tables, report) {
    const name = fields['category']
    if (typeof name !== 'string' || !tables.categories.has(name)) {
      report(toViolation(12, 'mongo', id, `Budget ${id}: there is no category ${JSON.stringify(name)}.`))
    }
    const family = stripPrefix(getStringField(fields, 'family_id'), 'FAMILY#') ?? ''
    tables.families.add(family, ['budget', id])
  },
}

/** The expense that a todo was made to review. */
function getReviewedExpenseId(todo: Readonly<Record<string, unknown>>): string | undefined {
  const { ai_metadata: metadata } = todo
  return isRecord(metadata) && 'event_id' in metadata ? getStringField(metadata, 'expense_id') : undefined
}

function toViolation(
  invariant: InvariantNumber,
  store: StoreName,
  id: string,
  message: string,
): Parameters<ReportViolation>[0] {
  return { invariant, store, id, message }
}

function stripIdPrefix(id: string, prefix: string): string {
  return stripPrefix(id, prefix) ?? id
}

function isLargeAmount(value: unknown): boolean {
  return typeof value === 'string' && isLargeExpense(value)
}
