import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { OutboxStore } from '../../contracts/outbox-store.js'
import { pendingIdentityEvents } from './outbox-pattern.js'
import type { PostgresStore } from '../client/postgres-store.js'

/** The table `outbox`. An entry's location is the event ID. */
export function postgresOutbox(store: PostgresStore): OutboxStore {
  return {
    name: store.name,
    async read(limit) {
      const { rows } = await store.pool.query<{ envelope: EventEnvelope }>(
        pendingIdentityEvents.request(limit),
      )
      return rows.map((row) => ({ event: row.envelope, location: row.envelope.id }))
    },
    async deleteEntries(entries) {
      await store.pool.query('DELETE FROM outbox WHERE id = ANY($1::uuid[])', [
        entries.map((entry) => entry.event.id),
      ])
    },
    async getBacklog() {
      const { rows } = await store.pool.query<{ count: number; oldest: Date | null }>(
        'SELECT count(*)::int AS count, min(created_at) AS oldest FROM outbox',
      )
      return { count: rows[0]?.count ?? 0, oldest: rows[0]?.oldest?.toISOString() }
    },
  }
}
