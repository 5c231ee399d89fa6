import type { LoggedEvent, Queryable } from '../event-log.js'
import { matchesType } from '../match-type.js'
import { type Subscription, toConsumerName } from './subscription.js'

/**
 * What became of an event for a custom service. `delivered`: the service has confirmed it, and all events before it that were for the
 * service. `failed`: it is a dead letter.
 */
export interface Delivery {
  readonly service: string
  readonly status: 'delivered' | 'waiting' | 'failed'
  /** The last error of a failed delivery. */
  readonly error?: string
}

interface ConsumerRow {
  readonly consumer: string
  readonly position: string
  readonly failed: Readonly<Record<string, string>> | null
}

const SQL = `
SELECT c.consumer, coalesce(o.position, 0)::text AS position, d.failed
FROM unnest($1::text[]) AS c (consumer)
LEFT JOIN platform.consumer_offsets o USING (consumer)
LEFT JOIN LATERAL (
  SELECT jsonb_object_agg(event_id, error) AS failed FROM platform.dead_letters
  WHERE dead_letters.consumer = c.consumer AND event_id = ANY($2::uuid[])
) d ON true`

/** The deliveries of each event to the services that subscribe to its type, in the order of the events. */
export async function readDeliveries(
  db: Queryable,
  subscriptions: readonly Subscription[],
  events: readonly LoggedEvent[],
): Promise<readonly (readonly Delivery[])[]> {
  if (subscriptions.length === 0 || events.length === 0) return events.map(() => [])
  const { rows } = await db.query<ConsumerRow>(SQL, [
    subscriptions.map(({ service }) => toConsumerName(service)),
    events.map(({ event }) => event.id),
  ])
  const consumers = new Map(rows.map((row) => [row.consumer, row]))
  return events.map((logged) =>
    subscriptions
      .filter(({ types }) => types.some((pattern) => matchesType(pattern, logged.event.type)))
      .map(({ service }) => toDelivery(service, logged, consumers.get(toConsumerName(service)))),
  )
}

function toDelivery(
  service: string,
  { event, position }: LoggedEvent,
  row: ConsumerRow | undefined,
): Delivery {
  const error = row?.failed?.[event.id]
  if (error !== undefined) return { service, status: 'failed', error }
  return { service, status: BigInt(row?.position ?? 0) >= position ? 'delivered' : 'waiting' }
}
