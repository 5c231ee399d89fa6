import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { Client, type pg } from '../client/pg.js'
import { parsePostgresUrl } from '../client/parse-postgres-url.js'
import { buildLocalPostgresUrl } from './local-postgres-url.js'
import { getProjectAccess, getSuperuserLogin } from './postgres-access.js'
import { buildReplicationRoleStatements, toEscapedLiteral } from './postgres-access-statements.js'

const CONNECT_TIMEOUT_MS = 20_000
/** SQLSTATEs of a role that exists. */
const EXISTS = new Set(['42710', '23505'])
/** Of a wrong user or password. */
const LOGIN_REJECTED = new Set(['28P01', '28000'])
const RULE = 'host replication all all scram-sha-256'

/**
 * Lets a replica in another container connect to the server of the container at `url`: the role, and a rule in `pg_hba.conf`, whose
 * `all` does not include replication. Idempotent.
 */
export async function allowContainerReplication(config: ResolvedConfig, url: string): Promise<void> {
  await using client = await connectAsSuperuser(config, url)
  const { query } = client
  for (const statement of buildReplicationRoleStatements(getProjectAccess(config))) {
    await query(statement).catch((error: unknown) => {
      if (!EXISTS.has(getSqlState(error))) throw error
    })
  }
  const { rows } = await query(
    `SELECT current_setting('hba_file') AS file, EXISTS (
       SELECT FROM pg_hba_file_rules WHERE 'replication' = ANY (database) AND address = 'all'
     ) AS allowed`,
  )
  const { file, allowed } = rows[0] as { readonly file: string; readonly allowed: boolean }
  if (allowed) return
  const command = `cat >> '${file.replaceAll("'", String.raw`'\''`)}'`
  await query(`COPY (SELECT ${toEscapedLiteral(RULE)}) TO PROGRAM ${toEscapedLiteral(command)}`)
  await query('SELECT pg_reload_conf()')
}

interface SuperuserClient extends AsyncDisposable {
  readonly query: (text: string) => Promise<pg.QueryResult>
}

/** The superuser is ours, or the login of the container if Compose has started it. */
async function connectAsSuperuser(config: ResolvedConfig, url: string): Promise<SuperuserClient> {
  const { port, database } = parsePostgresUrl(url)
  try {
    return await connect(buildLocalPostgresUrl(port, getSuperuserLogin(config), database))
  } catch (error) {
    if (!LOGIN_REJECTED.has(getSqlState(error))) throw error
    return await connect(url)
  }
}

async function connect(connectionString: string): Promise<SuperuserClient> {
  const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  // If the server terminates the connection, the query rejects.
  client.on('error', () => {})
  await client.connect()
  // The log of the server shall not list what exists already, and never a password.
  await client.query("SET log_min_messages = 'fatal'; SET log_min_error_statement = 'panic'")
  return {
    query: async (text) => client.query(text),
    [Symbol.asyncDispose]: async () => client.end(),
  }
}

function getSqlState(error: unknown): string {
  return String((error as { readonly code?: unknown }).code)
}
