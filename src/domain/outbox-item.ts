import type { EventEnvelope } from './event-envelope.js'

/** Number of outbox partitions in the DynamoDB table. It can be changed only while the outbox is empty. */
export const OUTBOX_SHARDS = 4

/** A pending event in the DynamoDB table, written in the transaction of the change that it describes. */
export interface OutboxItem {
  /** `OUTBOX#<shard>`. */
  readonly PK: string
  /** The event's id: a UUID v7, so that a partition is sorted by time. */
  readonly SK: string
  readonly event: EventEnvelope
}

export function getOutboxPartition(shard: number): string {
  return `OUTBOX#${shard}`
}

/** All events of an aggregate are in one partition, so that they stay in order. */
export function toOutboxItem(event: EventEnvelope): OutboxItem {
  return { PK: getSubjectOutboxPartition(event.subject), SK: event.id, event }
}

/** The partition of the pending events about a subject. */
export function getSubjectOutboxPartition(subject: string): string {
  return getOutboxPartition(getOutboxShard(subject))
}

function getOutboxShard(subject: string): number {
  let hash = 0
  for (const char of subject) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return hash % OUTBOX_SHARDS
}
