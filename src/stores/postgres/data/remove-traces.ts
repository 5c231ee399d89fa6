import type pg from 'pg'
import type { DeletedIds } from '../../contracts/data-store.js'
import { withoutAppendOnlyTrigger } from './without-append-only-trigger.js'

/** By table, the text that contains an id if the row is about a user or a family. */
const TRACES = {
  outbox: 'envelope::text',
  'platform.dead_letters': 'envelope::text',
  'platform.sagas': "subject || ' ' || data::text",
  'platform.idempotency_keys': "scope || ' ' || coalesce(body::text, '')",
  'platform.event_log': 'envelope::text',
}

/** Removes the events, sagas, dead letters and stored responses of these families and users. Call it in a transaction. */
export async function removeTraces(client: pg.ClientBase, { familyIds, userIds }: DeletedIds): Promise<void> {
  const ids = [...familyIds, ...userIds]
  if (ids.length === 0) return
  await withoutAppendOnlyTrigger(client, true, async () => {
    for (const [table, text] of Object.entries(TRACES))
      await client.query(`DELETE FROM ${table} WHERE ${text} ~ $1`, [ids.join('|')])
  })
}
