/** Records in the DynamoDB table that a consumer has handled an event. Written in the transaction that handles it. */
export interface HandledItem {
  /** `HANDLED#<event id>`. */
  readonly PK: string
  /** The consumer's name. */
  readonly SK: string
  /** Seconds since 1970. DynamoDB's TTL removes the item after this time. */
  readonly expires_at: number
}

/** Much longer than the delivery of an event can take. */
const RETENTION_DAYS = 30

export function createHandledItem(eventId: string, consumer: string, now: Date): HandledItem {
  return {
    PK: `HANDLED#${eventId}`,
    SK: consumer,
    expires_at: Math.floor(now.getTime() / 1000) + RETENTION_DAYS * 86_400,
  }
}
