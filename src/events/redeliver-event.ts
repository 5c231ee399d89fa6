import { listDeadLetters, deleteDeadLetter } from './dead-letters.js'
import type { EventHandler } from './event-handler.js'
import { findLoggedEvent, type Queryable } from './event-log.js'

/** What one consumer made of an event that was given to it again. */
export interface RedeliveryResult {
  readonly consumer: string
  readonly event: string
  readonly outcome: 'handled' | 'failed'
  readonly error?: string
}

/**
 * Gives an event again to every consumer that takes its type, and takes it out of the dead letters of those that handle
 * it. Nothing happens twice: handlers do a thing once by the event's id. Nothing is found: an empty list or undefined.
 */
export async function redeliverEvent(
  db: Queryable,
  handlers: readonly EventHandler[],
  eventId: string,
): Promise<readonly RedeliveryResult[] | undefined> {
  const event = (await findLoggedEvent(db, eventId))?.event ?? (await listDeadLetters(db, eventId))[0]?.event
  if (event === undefined) return undefined
  const results: RedeliveryResult[] = []
  for (const handler of handlers.filter(({ types }) => types.includes(event.type))) {
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

/** The same for every dead letter. */
export async function redeliverDeadLetters(
  db: Queryable,
  handlers: readonly EventHandler[],
): Promise<readonly RedeliveryResult[]> {
  const ids = new Set((await listDeadLetters(db)).map(({ event }) => event.id))
  const results: RedeliveryResult[] = []
  for (const id of ids) results.push(...((await redeliverEvent(db, handlers, id)) ?? []))
  return results
}
