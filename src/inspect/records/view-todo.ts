import {
  checkEventReference,
  checkExpenseReference,
  checkFamilyReference,
  getTodoTitle,
  checkUserReference,
} from './check-references.js'
import { getSubjectOutboxPartition } from '../../domain/outbox-item.js'
import { getIdAfterPrefix, stripIdPrefix } from '../../domain/prefixed-id.js'
import { formatCommandLine } from './command-line.js'
import { listPendingTodoEvents } from './pending-events.js'
import { todo } from '../../domain/entities/todo.js'
import { decodeKeys } from './decode-keys.js'
import type { RecordSources, PlainRecord, RecordView, Reference } from './record-view.js'
import { eventSection, outboxSection } from './event-section.js'
import { lookUpTodo } from './todo-lookups.js'

/** A todo with its decoded keys and its references. */
export async function viewTodo(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const item = await lookUpTodo(stores.dynamodb, id)
  if (item === undefined) return undefined
  return {
    kind: 'todo',
    id,
    title: getTodoTitle(item),
    store: 'dynamodb',
    record: item,
    query: formatCommandLine('query', 'dynamodb', '--pk', String(item['PK']), '--sk', String(item['SK'])),
    keys: decodeKeys(todo, item),
    references: () => checkTodoReferences(stores, item),
    sections: [
      eventSection(stores, [id]),
      outboxSection(
        'dynamodb',
        formatCommandLine('query', 'dynamodb', '--pk', getSubjectOutboxPartition(id)),
        () => listPendingTodoEvents(stores, [getSubjectOutboxPartition(id)], (event) => event.subject === id),
      ),
    ],
  }
}

async function checkTodoReferences(stores: RecordSources, item: PlainRecord): Promise<readonly Reference[]> {
  const family = getIdAfterPrefix(item['GSI1PK'], 'FAMILY#')
  const owner = getIdAfterPrefix(item['PK'], 'USER#')
  const assignee = getIdAfterPrefix(item['assigned_to'], 'USER#')
  const metadata = item['ai_metadata']
  const { expense_id: expense, event_id: event } =
    typeof metadata === 'object' && metadata !== null ? (metadata as PlainRecord) : {}
  return Promise.all([
    ...(owner === undefined ? [] : [checkUserReference(stores, 'owner', owner, family)]),
    ...(family === undefined ? [] : [checkFamilyReference(stores, 'GSI1PK', family)]),
    ...(assignee === undefined ? [] : [checkUserReference(stores, 'assigned_to', assignee, family)]),
    ...(typeof expense === 'string'
      ? [checkExpenseReference(stores, 'ai_metadata.expense_id', stripIdPrefix(expense, 'expense_'))]
      : []),
    ...(typeof event === 'string' ? [checkEventReference(stores, 'ai_metadata.event_id', event)] : []),
  ])
}
