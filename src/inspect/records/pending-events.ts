import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { ExpenseDocument } from '../../domain/expense-document.js'
import { OUTBOX_SHARDS, outboxPartition } from '../../domain/outbox-item.js'
import { pendingIdentityEvents } from './event-lookup.js'
import type { RecordSources } from './record-view.js'
import { plainItem } from './todo-lookup.js'

const LIMIT = 100
export const OUTBOX_PARTITIONS: readonly string[] = Array.from({ length: OUTBOX_SHARDS }, (_, shard) =>
  outboxPartition(shard),
)

/**
 * Events of a family that wait in the outbox of any of the three stores, oldest first. Events of the identity service
 * are told by their subjects, the family and its members; the others name the family.
 */
export async function pendingFamilyEvents(
  sources: RecordSources,
  family: string,
  subjects: readonly string[],
): Promise<readonly EventEnvelope[]> {
  const expenses = sources.mongo.find<ExpenseDocument>('expenses', {
    filter: { family_id: `FAMILY#${family}`, 'outbox.time': { $exists: true } },
    limit: LIMIT,
  })
  const found = await Promise.all([
    pendingIdentityEvents(sources.postgres, subjects),
    pendingTodoEvents(sources, OUTBOX_PARTITIONS, (event) => bare(event.familyid) === family),
    expenses.then((documents) => documents.flatMap(({ outbox }) => outbox ?? [])),
  ])
  return found.flat().sort((a, b) => (a.time < b.time ? -1 : 1))
}

/** Events that wait in the todo table; its outbox is a few partitions, which the relay keeps short. One record's are all in one. */
export async function pendingTodoEvents(
  { dynamodb }: RecordSources,
  partitions: readonly string[],
  wanted: (event: EventEnvelope) => boolean,
): Promise<readonly EventEnvelope[]> {
  const pages = await Promise.all(
    partitions.map(async (partition) =>
      dynamodb.query({
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition } },
        Limit: LIMIT,
      }),
    ),
  )
  const events = pages.flatMap(({ Items: items = [] }) =>
    items.map((item) => plainItem(item)['event'] as EventEnvelope),
  )
  return events.filter(wanted)
}

function bare(family: string | undefined): string | undefined {
  return family?.replace(/^FAMILY#/, '')
}
