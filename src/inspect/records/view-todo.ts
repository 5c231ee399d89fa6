import {
  eventReference,
  expenseReference,
  familyReference,
  todoTitle,
  userReference,
} from './check-references.js'
import { outboxPartitionOf } from '../../domain/outbox-item.js'
import { commandLine } from './command-line.js'
import { pendingTodoEvents } from './pending-events.js'
import { decodeKeys } from './decode-keys.js'
import type { RecordSources, PlainRecord, RecordView, Reference } from './record-view.js'
import { eventSection, outboxSection } from './event-sections.js'
import { after } from './todo-section.js'
import { todoById } from './todo-lookup.js'

/** A todo with its keys decoded and everyone whom it names. */
export async function viewTodo(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const item = await todoById(stores.dynamodb, id)
  if (item === undefined) return undefined
  return {
    kind: 'todo',
    id,
    title: todoTitle(item),
    store: 'dynamodb',
    record: item,
    query: commandLine('query', 'dynamodb', '--pk', String(item['PK']), '--sk', String(item['SK'])),
    keys: decodeKeys(item),
    references: () => references(stores, item),
    sections: [
      eventSection(stores, [id]),
      outboxSection('dynamodb', commandLine('query', 'dynamodb', '--pk', outboxPartitionOf(id)), () =>
        pendingTodoEvents(stores, [outboxPartitionOf(id)], (event) => event.subject === id),
      ),
    ],
  }
}

async function references(stores: RecordSources, item: PlainRecord): Promise<readonly Reference[]> {
  const family = after(item['GSI1PK'], 'FAMILY#')
  const owner = after(item['PK'], 'USER#')
  const assignee = after(item['assigned_to'], 'USER#')
  const metadata = item['ai_metadata']
  const { expense_id: expense, event_id: event } =
    typeof metadata === 'object' && metadata !== null ? (metadata as PlainRecord) : {}
  return Promise.all([
    ...(owner === undefined ? [] : [userReference(stores, 'owner', owner, family)]),
    ...(family === undefined ? [] : [familyReference(stores, 'GSI1PK', family)]),
    ...(assignee === undefined ? [] : [userReference(stores, 'assigned_to', assignee, family)]),
    ...(typeof expense === 'string'
      ? [expenseReference(stores, 'ai_metadata.expense_id', expense.replace(/^expense_/, ''))]
      : []),
    ...(typeof event === 'string' ? [eventReference(stores, 'ai_metadata.event_id', event)] : []),
  ])
}
