import { setTimeout as sleep } from 'node:timers/promises'
import { listDeadLetters, deleteDeadLetter } from './dead-letters.js'
import type { EventHandler } from './event-handler.js'
import { matchesType } from './match-type.js'
import { findLoggedEvent, type Queryable } from './event-log.js'

/** The result of redelivering an event to one consumer. */
export interface RedeliveryResult {
  readonly consumer: string
  readonly event: string
  readonly outcome: 'handled' | 'failed'
  readonly error?: string
}

/**
 * Redelivers an event to every consumer of its type and removes the dead letters of those that handle it. Handlers are
 * idempotent. Returns undefined if there is no such event, and an empty list if no consumer handles its type.
 */
export async function redeliverEvent(
  db: Queryable,
  handlers: readonly EventHandler[],
  eventId: string,
): Promise<readonly RedeliveryResult[] | undefined> {
  const event = (await findLoggedEvent(db, eventId))?.event ?? (await listDeadLetters(db, eventId))[0]?.event
  if (event === undefined) return undefined
  const results: RedeliveryResult[] = []
  for (const handler of handlers.filter(({ types }) =>
    types.some((pattern) => matchesType(pattern, event.type)),
  )) {
    try {
      await handler.handle(event)
      await deleteDeadLetter(db, handler.consumer, event.id)
      results.push({ consumer: handler.consumer, event: event.id, outcome: 'handled' })
    } catch (error) {
      results.push({ consumer: handler.consumer, event: event.id, outcome: 'failed', error: String(error) })
    }
  }
  return results
}

const MAX_ATTEMPTS = 5
const RETRY_DELAY_MS = 200
/** How long the relay may take to bring a new event to the log. */
const RELAY_TIMEOUT_MS = 1000

/**
 * Redelivers all events about these subjects, in order. Resolves to what consumers could not handle in several attempts. A
 * subject that no event is about is awaited for a moment: the relay may not have brought its first event yet.
 */
export async function redeliverEventsAbout(
  db: Queryable,
  handlers: readonly EventHandler[],
  subjects: readonly string[],
): Promise<readonly RedeliveryResult[]> {
  const failed: RedeliveryResult[] = []
  for (const id of await listEventsAbout(db, subjects)) {
    for (let attempt = 1; ; attempt++) {
      const results = (await redeliverEvent(db, handlers, id)) ?? []
      const left = results.filter(({ outcome }) => outcome === 'failed')
      if (left.length === 0) break
      if (attempt === MAX_ATTEMPTS) {
        failed.push(...left)
        break
      }
      await sleep(RETRY_DELAY_MS)
    }
  }
  return failed
}

async function listEventsAbout(db: Queryable, subjects: readonly string[]): Promise<readonly string[]> {
  const deadline = performance.now() + RELAY_TIMEOUT_MS
  for (;;) {
    const { rows } = await db.query<{ readonly id: string; readonly subject: string }>(
      'SELECT event_id AS id, subject FROM platform.event_log WHERE subject = ANY($1) ORDER BY position',
      [subjects],
    )
    const found = new Set(rows.map(({ subject }) => subject))
    if (subjects.every((subject) => found.has(subject)) || performance.now() > deadline)
      return rows.map(({ id }) => id)
    await sleep(RETRY_DELAY_MS)
  }
}

/** Redelivers all dead letters. */
export async function redeliverDeadLetters(
  db: Queryable,
  handlers: readonly EventHandler[],
): Promise<readonly RedeliveryResult[]> {
  const ids = new Set((await listDeadLetters(db)).map(({ event }) => event.id))
  const results: RedeliveryResult[] = []
  for (const id of ids) results.push(...((await redeliverEvent(db, handlers, id)) ?? []))
  return results
}
