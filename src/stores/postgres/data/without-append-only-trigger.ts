import type pg from 'pg'

const TRIGGER = 'event_log_append_only'

/**
 * Does the work with the trigger disabled that makes the event log append-only. Seeded events are an exception: they are
 * removed with their dataset and replaced if they differ from it. Call it in a transaction.
 */
export async function withoutAppendOnlyTrigger<T>(
  client: pg.ClientBase,
  isNeeded: boolean,
  work: () => Promise<T>,
): Promise<T> {
  if (!isNeeded || !(await hasTrigger(client))) return work()
  await client.query(`ALTER TABLE platform.event_log DISABLE TRIGGER ${TRIGGER}`)
  const result = await work()
  await client.query(`ALTER TABLE platform.event_log ENABLE TRIGGER ${TRIGGER}`)
  return result
}

async function hasTrigger(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_trigger WHERE tgrelid = 'platform.event_log'::regclass AND tgname = $1`,
    [TRIGGER],
  )
  return rowCount !== 0
}
