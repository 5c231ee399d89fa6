import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { ExpenseDocument } from '../../domain/entities/expense.js'
import { OUTBOX_SHARDS, getOutboxPartition } from '../../domain/outbox-item.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import { listPendingIdentityEvents } from './event-lookups.js'
import type { RecordSources } from './record-view.js'
import { toPlainItem } from '../../stores/dynamodb/records/item-lookups.js'

/** Of a partition, at least as many events are read: most may be about other records. */
const MIN_READ = 100
export const OUTBOX_PARTITIONS: readonly string[] = Array.from({ length: OUTBOX_SHARDS }, (_, shard) =>
  getOutboxPartition(shard),
)

/**
 * Events of a family in the outboxes of the three stores, oldest first. Events of the identity service are found by
 * subject (the family and its members), the others by `familyid`.
 */
export async function listPendingFamilyEvents(
  sources: RecordSources,
  family: string,
  subjects: readonly string[],
  size: number,
): Promise<readonly EventEnvelope[]> {
  const expenses = sources.mongo.find<ExpenseDocument>('expenses', {
    filter: { family_id: `FAMILY#${family}`, 'outbox.time': { $exists: true } },
    limit: size,
  })
  const found = await Promise.all([
    listPendingIdentityEvents(sources.postgres, subjects, size),
    listPendingTodoEvents(
      sources,
      OUTBOX_PARTITIONS,
      (event) => event.familyid !== undefined && stripIdPrefix(event.familyid, 'FAMILY#') === family,
      size,
    ),
    expenses.then((documents) => documents.flatMap(({ outbox }) => outbox ?? [])),
  ])
  return found.flat().sort((a, b) => (a.time < b.time ? -1 : 1))
}

/** Events in the outbox of the todo table: a few partitions, which the relay keeps short. Events of one record are in one partition. */
export async function listPendingTodoEvents(
  { dynamodb }: RecordSources,
  partitions: readonly string[],
  wanted: (event: EventEnvelope) => boolean,
  size: number,
): Promise<readonly EventEnvelope[]> {
  const pages = await Promise.all(
    partitions.map(async (partition) =>
      dynamodb.query({
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition } },
        Limit: Math.max(size, MIN_READ),
      }),
    ),
  )
  const events = pages.flatMap(({ Items: items = [] }) =>
    items.map((item) => toPlainItem(item)['event'] as EventEnvelope),
  )
  return events.filter(wanted)
}
