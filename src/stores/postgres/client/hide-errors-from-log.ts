import type { ClientBase } from 'pg'

/**
 * Keeps errors that are provoked on purpose out of the log of the server, until the transaction or the session ends. Without the right to
 * set the parameter it does nothing, and causes no error either.
 */
export async function hideErrorsFromLog(
  client: Pick<ClientBase, 'query'>,
  scope: 'transaction' | 'session' = 'transaction',
): Promise<void> {
  // In the log, ERROR is below LOG (PostgreSQL manual, "Message Severity Levels").
  const set = `set_config('log_min_messages', 'log', ${scope === 'transaction'})`
  const { rows } = await client.query<{ super: string | null; grantable: boolean }>(
    `SELECT (SELECT ${set} WHERE current_setting('is_superuser') = 'on') AS super,
       current_setting('server_version_num')::int >= 150000 AS grantable`,
  )
  if (rows[0]?.super !== null || !rows[0].grantable) return
  await client.query(`SELECT ${set} WHERE has_parameter_privilege('log_min_messages', 'SET')`)
}
