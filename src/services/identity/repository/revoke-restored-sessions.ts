import type { Queryable } from '../../../events/event-log.js'

/** SQLSTATE of a table that does not exist. */
const UNDEFINED_TABLE = '42P01'

/** The sessions whose refresh token is valid now; none if there is no such table. */
export async function listValidSessions(db: Queryable): Promise<readonly string[]> {
  const { rows } = await ifTableExists(
    db.query<{ id: string }>(
      'SELECT id FROM sessions WHERE rotated_at IS NULL AND revoked_at IS NULL AND expires_at > now()',
    ),
  )
  return rows.map(({ id }) => id)
}

/**
 * Revokes the sessions of restored data, except for those that were valid before it was restored: others were revoked since the
 * data was saved, their refresh token was replaced, or they belong to another project.
 */
export async function revokeRestoredSessions(db: Queryable, valid: readonly string[]): Promise<void> {
  await ifTableExists(
    db.query(
      `UPDATE sessions SET revoked_at = now(), revoked_reason = 'restored'
       WHERE rotated_at IS NULL AND revoked_at IS NULL AND id <> ALL ($1::uuid[])`,
      [valid],
    ),
  )
}

async function ifTableExists<T>(query: Promise<T>): Promise<T | { readonly rows: readonly never[] }> {
  try {
    return await query
  } catch (error) {
    // The data is older than the table.
    if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return { rows: [] }
    throw error
  }
}
