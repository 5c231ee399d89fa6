import type { Queryable } from './event-log.js'

/** The names of the users and families among these ids. Those of deleted ones are not known. */
export async function findNames(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT id::text AS id, display_name AS name FROM users WHERE id = ANY($1::uuid[])
     UNION ALL SELECT id::text, name FROM families WHERE id = ANY($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
