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
