import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { ExpenseDocument } from '../../domain/expense-document.js'
import { type ExpensePage, expensesPage, plainDocument } from './budget-lookup.js'
import { decodeKeys } from './decode-keys.js'
import { eventsAbout, type LoggedEvent } from './event-lookup.js'
import type { RecordSources, PlainRecord, Section, SectionItem, SectionPage } from './record-view.js'
import { type ItemPage, type Partition, partitionPage } from './todo-lookup.js'
import { commandLine } from './command-line.js'

/** Todos of one partition of the table or of an index. */
export function todoSection(stores: RecordSources, name: string, partition: Partition): Section {
  const words = [
    'query',
    'dynamodb',
    ...(partition.index === undefined ? [] : ['--index', partition.index]),
    '--pk',
    partition.value,
    ...(partition.sort === undefined ? [] : ['--sk-begins-with', partition.sort[1]]),
  ]
  return {
    name,
    store: 'dynamodb',
    query: commandLine(...words),
    page: async (size) => todoPage(await partitionPage(stores.dynamodb, partition, size)),
  }
}

function todoPage(page: ItemPage): SectionPage {
  const items = page.items.map(todoItem)
  const { next } = page
  return next === undefined ? { items } : { items, next: async () => todoPage(await next()) }
}

export function todoItem(item: PlainRecord): SectionItem {
  const text = (name: string): string => (typeof item[name] === 'string' ? item[name] : '')
  const stale = decodeKeys(item).some((key) => key.expected !== undefined)
  const due = text('due_date').slice(0, 10) || 'no date'
  return {
    kind: 'todo',
    id: text('id'),
    title: `${due}  ${text('priority').padEnd(6)}  ${text('status').padEnd(11)}  ${text('title')}`,
    ...(stale ? { state: 'stale' as const } : {}),
    record: item,
  }
}

/** Expenses of a user or a family, newest first. */
export function expenseSection(
  stores: RecordSources,
  owner: Readonly<Partial<Pick<ExpenseDocument, 'user_id' | 'family_id'>>>,
): Section {
  return {
    name: 'expenses',
    store: 'mongo',
    query: commandLine('query', 'mongo', `expenses.find(${JSON.stringify(owner)}).sort({created_at: -1})`),
    page: async (size) => expenseItems(await expensesPage(stores.mongo, owner, size)),
  }
}

function expenseItems(page: ExpensePage): SectionPage {
  const items = page.expenses.map(expenseItem)
  const { next } = page
  return next === undefined ? { items } : { items, next: async () => expenseItems(await next()) }
}

export function expenseItem(expense: ExpenseDocument): SectionItem {
  return {
    kind: 'expense',
    id: expense._id.replace(/^expense_/, ''),
    title: expenseTitle(expense),
    record: plainDocument(expense),
  }
}

export function expenseTitle(expense: ExpenseDocument): string {
  const day = expense.created_at.toISOString().slice(0, 10)
  const what = expense.description ?? expense.receipt?.store ?? ''
  return `${day}  ${String(expense.amount).padStart(9)} ${expense.currency}  ${expense.category.primary}  ${what}`.trimEnd()
}

/** What the event log knows of a record. */
export function eventSection(stores: RecordSources, subjects: readonly string[]): Section {
  const list = subjects.map((subject) => `'${subject}'`).join(', ')
  return {
    name: 'events',
    store: 'postgres',
    query: commandLine(
      'query',
      'postgres',
      `SELECT position, envelope FROM platform.event_log WHERE subject IN (${list}) ORDER BY position`,
    ),
    page: (size) => eventPage((after) => eventsAbout(stores.postgres, subjects, size, after), size),
  }
}

export async function eventPage(
  read: (after?: string) => Promise<readonly LoggedEvent[]>,
  size: number,
  after?: string,
): Promise<SectionPage> {
  const events = await read(after)
  const items = events.map((event) => eventItem(event.envelope))
  const last = events.at(-1)
  if (events.length < size || last === undefined) return { items }
  return { items, next: () => eventPage(read, size, last.position) }
}

/** Events that wait to be moved to the log. */
export function outboxSection(
  store: Section['store'],
  query: string,
  read: () => Promise<readonly EventEnvelope[]>,
): Section {
  return { name: 'outbox', store, query, page: async () => ({ items: (await read()).map(eventItem) }) }
}

export function eventItem(envelope: EventEnvelope): SectionItem {
  return {
    kind: 'event',
    id: envelope.id,
    title: `${envelope.time}  ${envelope.type}  ${envelope.subject}`,
    record: { ...envelope },
  }
}
