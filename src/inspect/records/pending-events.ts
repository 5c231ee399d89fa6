import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { ExpenseDocument } from '../../domain/expense-document.js'
import { OUTBOX_SHARDS, getOutboxPartition } from '../../domain/outbox-item.js'
import { listPendingIdentityEvents } from './event-lookups.js'
import type { RecordSources } from './record-view.js'
import { toPlainItem } from './todo-lookups.js'

const MAX_EVENTS = 100
export const OUTBOX_PARTITIONS: readonly string[] = Array.from({ length: OUTBOX_SHARDS }, (_, shard) =>
  getOutboxPartition(shard),
)

/**
 * Events of a family that wait in the outbox of any of the three stores, oldest first. Events of the identity service
 * are told by their subjects, the family and its members; the others name the family.
 */
export async function listPendingFamilyEvents(
  sources: RecordSources,
  family: string,
  subjects: readonly string[],
): Promise<readonly EventEnvelope[]> {
  const expenses = sources.mongo.find<ExpenseDocument>('expenses', {
    filter: { family_id: `FAMILY#${family}`, 'outbox.time': { $exists: true } },
    limit: MAX_EVENTS,
  })
  const found = await Promise.all([
    listPendingIdentityEvents(sources.postgres, subjects),
    listPendingTodoEvents(
      sources,
      OUTBOX_PARTITIONS,
      (event) => stripFamilyPrefix(event.familyid) === family,
    ),
    expenses.then((documents) => documents.flatMap(({ outbox }) => outbox ?? [])),
  ])
  return found.flat().sort((a, b) => (a.time < b.time ? -1 : 1))
}

/** Events that wait in the todo table; its outbox is a few partitions, which the relay keeps short. One record's are all in one. */
export async function listPendingTodoEvents(
  { dynamodb }: RecordSources,
  partitions: readonly string[],
  wanted: (event: EventEnvelope) => boolean,
): Promise<readonly EventEnvelope[]> {
  const pages = await Promise.all(
    partitions.map(async (partition) =>
      dynamodb.query({
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition } },
        Limit: MAX_EVENTS,
      }),
    ),
  )
  const events = pages.flatMap(({ Items: items = [] }) =>
    items.map((item) => toPlainItem(item)['event'] as EventEnvelope),
  )
  return events.filter(wanted)
}

function stripFamilyPrefix(family: string | undefined): string | undefined {
  return family?.replace(/^FAMILY#/, '')
}
