import { todo } from '../../domain/entities/todo.js'
import { getSubjectOutboxPartition } from '../../domain/outbox-item.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { eventSection, outboxSection } from './event-section.js'
import { listPendingTodoEvents } from './pending-events.js'
import type { RecordSources, RecordView } from './record-view.js'
import { viewRecord } from './view-record.js'

/** A todo with its decoded keys, its references and its events. */
export async function viewTodo(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const view = await viewRecord(stores, todo, id)
  if (view === undefined) return undefined
  const partition = getSubjectOutboxPartition(id)
  return {
    ...view,
    sections: [
      eventSection(stores, [id], 'todo'),
      outboxSection('dynamodb', formatCommandLine('query', 'dynamodb', '--pk', partition), (size) =>
        listPendingTodoEvents(stores, [partition], (event) => event.subject === id, size),
      ),
    ],
  }
}
