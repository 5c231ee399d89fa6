import type { EventEnvelope } from './event-envelope.js'

/** How many partitions the outbox of the DynamoDB table has. Changing it needs an empty outbox. */
export const OUTBOX_SHARDS = 4

/** An event that waits in the DynamoDB table, written in the transaction of the change that it tells of. */
export interface OutboxItem {
  /** `OUTBOX#<shard>`. */
  readonly PK: string
  /** The event's id: UUID v7, so a partition reads in order of time. */
  readonly SK: string
  readonly event: EventEnvelope
}

export function getOutboxPartition(shard: number): string {
  return `OUTBOX#${shard}`
}

/** All events of one aggregate go through one partition, so that they stay in order. */
export function toOutboxItem(event: EventEnvelope): OutboxItem {
  return { PK: getSubjectOutboxPartition(event.subject), SK: event.id, event }
}

/** Where the events about a subject wait. */
export function getSubjectOutboxPartition(subject: string): string {
  return getOutboxPartition(getOutboxShard(subject))
}

function getOutboxShard(subject: string): number {
  let hash = 0
  for (const char of subject) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return hash % OUTBOX_SHARDS
}
