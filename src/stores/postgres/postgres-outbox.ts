import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { OutboxStore } from '../outbox-store.js'
import type { PostgresStore } from './postgres-store.js'

/** The table `outbox`. Its place is the event's id alone. */
export function postgresOutbox(store: PostgresStore): OutboxStore {
  return {
    name: store.name,
    async read(limit) {
      // Two changes of one aggregate wait for each other on its row, so their positions are in order of commit.
      const { rows } = await store.pool.query<{ envelope: EventEnvelope }>(
        'SELECT envelope FROM outbox ORDER BY position LIMIT $1',
        [limit],
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
