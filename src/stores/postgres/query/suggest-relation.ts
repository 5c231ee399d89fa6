import type pg from 'pg'
import { findClosestMatch } from '../../../core/closest-match.js'

/** Which table or view was probably meant, for the message `relation "…" does not exist`. */
export async function suggestRelation(pool: pg.Pool, message: string): Promise<string | undefined> {
  const [, wanted] = /relation "(?:[^"]*\.)?([^".]+)" does not exist/.exec(message) ?? []
  if (wanted === undefined) return undefined
  const { rows } = await pool.query<{ name: string; path: string }>(
    String.raw`SELECT relname AS name, CAST(CAST(c.oid AS regclass) AS text) AS path
       FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'`,
  )
  const guess = findClosestMatch(
    wanted,
    rows.map(({ name }) => name),
  )
  const found = rows.find(({ name }) => name === guess)
  return found === undefined ? undefined : `Did you mean ${found.path}?`
}
