import type { StoreName } from '../core/store-name.js'
import { EVENT_TYPES } from '../domain/event-types.js'
import { isLargeExpense } from '../domain/large-expense-rule.js'
import type { SeededEntity } from '../domain/seeded-entities.js'
import type { StoredRecord } from '../stores/contracts/data-store.js'
import { findReceiptProblem } from './find-receipt-problem.js'
import { findTodoKeysProblem } from './find-todo-keys-problem.js'
import type { ObservationTables } from './observation-tables.js'
import { isRecord } from '../core/is-record.js'
import { getIdAfterPrefix, stripIdPrefix } from '../domain/prefixed-id.js'
import { getStringField } from './field-access.js'
import type { InvariantNumber, ReportViolation } from './violation.js'

type Collector = (record: StoredRecord, tables: ObservationTables, report: ReportViolation) => void

/** Records what a record says about other records, and reports the violations that it shows by itself. */
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
      const recent = Date.parse(getStringField(fields, 'time') ?? '') > tables.before.getTime()
      tables.expenses.add(getStringField(data, 'expense_id') ?? '', [
        'created',
        isLargeAmount(data['amount']),
        recent,
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
    const owner = getStringField(fields, 'owner') ?? getIdAfterPrefix(getStringField(fields, 'PK'), 'USER#')
    const partition = getStringField(fields, 'GSI1PK') ?? ''
    tables.users.add(owner ?? '', ['todo', id, partition])
    const assignee = getIdAfterPrefix(getStringField(fields, 'assigned_to'), 'USER#')
    if (assignee !== undefined) tables.users.add(assignee, ['assigned', id, partition])
    const reviewed = getReviewedExpenseId(fields)
    if (reviewed !== undefined) tables.expenses.add(reviewed, ['review', id])
  },
  categories({ id }, tables) {
    tables.categories.add(id)
  },
  expenses({ id, fields }, tables, report) {
    if (fields['deleted_at'] !== undefined) {
      // Deleted, but stored until its last event is in the event log.
      tables.expenses.add(stripIdPrefix(id, 'expense_'), ['deleted'])
      return
    }
    const problem = findReceiptProblem(fields)
    if (problem !== undefined) report(toViolation(6, 'mongo', id, `Expense ${id}: ${problem}.`))
    const { category } = fields
    const name = isRecord(category) ? category['primary'] : category
    if (typeof name !== 'string' || !tables.categories.has(name)) {
      report(
        toViolation(5, 'mongo', id, `Expense ${id}: its category ${JSON.stringify(name)} does not exist.`),
      )
    }
    const user = getIdAfterPrefix(getStringField(fields, 'user_id'), 'USER#') ?? ''
    const family = getIdAfterPrefix(getStringField(fields, 'family_id'), 'FAMILY#') ?? ''
    tables.users.add(user, ['expense', id, family])
    tables.families.add(family, ['expense', id])
    const pending = Array.isArray(fields['outbox']) && fields['outbox'].length > 0
    tables.expenses.add(stripIdPrefix(id, 'expense_'), [
      'expense',
      isLargeAmount(String(fields['amount'])),
      pending,
    ])
  },
  budgets({ id, fields }, tables, report) {
    const name = fields['category']
    if (typeof name !== 'string' || !tables.categories.has(name)) {
      report(
        toViolation(12, 'mongo', id, `Budget ${id}: its category ${JSON.stringify(name)} does not exist.`),
      )
    }
    const family = getIdAfterPrefix(getStringField(fields, 'family_id'), 'FAMILY#') ?? ''
    tables.families.add(family, ['budget', id])
  },
}

/** The id of the expense that a todo reviews. */
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

function isLargeAmount(value: unknown): boolean {
  return typeof value === 'string' && isLargeExpense(value)
}
