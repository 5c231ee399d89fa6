/**
 * How long the stores remember a deleted user or family. Much longer than an access token is valid, and than a dead letter can
 * be retried after its last attempt.
 */
const RETENTION_DAYS = 180
const DAY_MS = 86_400_000

/** When a store may remove what it remembers of a user or family that is deleted now. */
export function getTombstoneExpiry(now: Date): Date {
  return new Date(now.getTime() + RETENTION_DAYS * DAY_MS)
}

/**
 * Whether an event may concern a user or family that the stores no longer remember as deleted: then it must create nothing. A
 * day of the retention is left for differences between clocks.
 */
export function isOlderThanTombstones(eventTime: string, now: Date): boolean {
  return Date.parse(eventTime) < now.getTime() - (RETENTION_DAYS - 1) * DAY_MS
}
