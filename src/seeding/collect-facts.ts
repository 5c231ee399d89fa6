import type { StoreName } from '../core/store-name.js'
import { EVENT_TYPES } from '../domain/event-types.js'
import { isLargeExpense } from '../domain/large-expense-rule.js'
import type { RecordKind } from '../domain/world-records.js'
import type { StoredRecord } from '../stores/data-store.js'
import { receiptFault } from './check-receipt.js'
import { todoKeysFault } from './check-todo-keys.js'
import type { FactTables } from './fact-tables.js'
import { afterPrefix, isRecord, textField } from './read-field.js'
import type { InvariantNumber, Report } from './violation.js'

type Collect = (record: StoredRecord, tables: FactTables, report: Report) => void

/** Takes note of what a record says about others, and reports what is wrong with it by itself. */
export function collectFacts(record: StoredRecord, tables: FactTables, report: Report): void {
  if (record.kind !== 'other') COLLECT[record.kind](record, tables, report)
}

const COLLECT: Readonly<Record<RecordKind, Collect>> = {
  families({ id, fields }, tables) {
    const count = fields['member_count']
    tables.families.add(id, ['family', typeof count === 'number' ? count : null])
    tables.users.add(textField(fields, 'owner_id') ?? '', ['owner', id])
  },
  users({ id, fields }, tables) {
    tables.users.add(id, ['user', textField(fields, 'family_id') ?? null])
    tables.emails.add((textField(fields, 'email') ?? '').toLowerCase(), [id])
  },
  members({ fields }, tables) {
    const family = textField(fields, 'family_id') ?? ''
    const user = textField(fields, 'user_id') ?? ''
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
      const fresh = Date.parse(textField(fields, 'time') ?? '') > tables.before.getTime()
      tables.expenses.add(textField(data, 'expense_id') ?? '', [
        'created',
        isLargeText(data['amount']),
        fresh,
      ])
    } else if (type === EVENT_TYPES.expenseUpdated && typeof subject === 'string') {
      tables.expenses.add(bareId(subject, 'expense_'), ['updated'])
    } else if (type === EVENT_TYPES.expenseDeleted && typeof subject === 'string') {
      tables.expenses.add(bareId(subject, 'expense_'), ['deleted'])
    } else if (type === EVENT_TYPES.todoDeleted) {
      const { todo } = data
      const reviewed = isRecord(todo) ? reviewedExpense(todo) : undefined
      if (reviewed !== undefined) tables.expenses.add(reviewed, ['review-deleted'])
    }
  },
  todos({ id, fields }, tables, report) {
    const fault = todoKeysFault(fields)
    if (fault !== undefined) report(violation(3, 'dynamodb', id, `Todo ${id}: ${fault}.`))
    const owner = textField(fields, 'owner') ?? afterPrefix(textField(fields, 'PK'), 'USER#')
    const partition = textField(fields, 'GSI1PK') ?? ''
    tables.users.add(owner ?? '', ['todo', id, partition])
    const assignee = afterPrefix(textField(fields, 'assigned_to'), 'USER#')
    if (assignee !== undefined) tables.users.add(assignee, ['assigned', id, partition])
    const reviewed = reviewedExpense(fields)
    if (reviewed !== undefined) tables.expenses.add(reviewed, ['review', id])
  },
  categories({ id }, tables) {
    tables.categories.add(id)
  },
  expenses({ id, fields }, tables, report) {
    if (fields['deleted_at'] !== undefined) {
      // Deleted, and there only until its last event is on its way.
      tables.expenses.add(bareId(id, 'expense_'), ['deleted'])
      return
    }
    const fault = receiptFault(fields)
    if (fault !== undefined) report(violation(6, 'mongo', id, `Expense ${id}: ${fault}.`))
    const { category } = fields
    const name = isRecord(category) ? category['primary'] : category
    if (typeof name !== 'string' || !tables.categories.has(name)) {
      report(violation(5, 'mongo', id, `Expense ${id}: there is no category ${JSON.stringify(name)}.`))
    }
    const user = afterPrefix(textField(fields, 'user_id'), 'USER#') ?? ''
    const family = afterPrefix(textField(fields, 'family_id'), 'FAMILY#') ?? ''
    tables.users.add(user, ['expense', id, family])
    tables.families.add(family, ['expense', id])
    const waiting = Array.isArray(fields['outbox']) && fields['outbox'].length > 0
    tables.expenses.add(bareId(id, 'expense_'), ['expense', isLargeText(String(fields['amount'])), waiting])
  },
  budgets({ id, fields }, tables, report) {
    const name = fields['category']
    if (typeof name !== 'string' || !tables.categories.has(name)) {
      report(violation(12, 'mongo', id, `Budget ${id}: there is no category ${JSON.stringify(name)}.`))
    }
    const family = afterPrefix(textField(fields, 'family_id'), 'FAMILY#') ?? ''
    tables.families.add(family, ['budget', id])
  },
}

/** The expense that a todo was made to review. */
function reviewedExpense(todo: Readonly<Record<string, unknown>>): string | undefined {
  const { ai_metadata: metadata } = todo
  return isRecord(metadata) && 'event_id' in metadata ? textField(metadata, 'expense_id') : undefined
}

function violation(
  invariant: InvariantNumber,
  store: StoreName,
  id: string,
  message: string,
): Parameters<Report>[0] {
  return { invariant, store, id, message }
}

function bareId(id: string, prefix: string): string {
  return afterPrefix(id, prefix) ?? id
}

function isLargeText(value: unknown): boolean {
  return typeof value === 'string' && isLargeExpense(value)
}
