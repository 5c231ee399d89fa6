import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { AccessibleContainer } from '../../../providers/docker/docker-recipe.js'
import { Client, type pg } from '../client/pg.js'
import { buildLocalPostgresUrl } from './local-postgres-url.js'
import { getContainerAccess, getSuperuserLogin, isStartedByCompose, SUPERUSER } from './postgres-access.js'
import {
  buildAccessStatements,
  buildDatabaseStatements,
  buildServiceRoleStatements,
  toEscapedLiteral,
  toIdentifier,
} from './postgres-access-statements.js'

const CONNECT_TIMEOUT_MS = 20_000
const MAINTENANCE_DATABASE = 'postgres'
/** SQLSTATEs of a wrong user or password. */
const LOGIN_REJECTED = new Set(['28P01', '28000'])
/** SQLSTATEs of a role or database that exists. */
const EXISTS = new Set(['42710', '42P04', '23505'])
/** The superuser of a volume that an earlier version created, once another role has its name. */
const FORMER_SUPERUSER = 'homemanager_former_superuser'
/** The SQL is in the environment, because other users can read command lines. */
const RUN_SQL =
  'printf "%s" "$HOMEMANAGER_SQL" | psql -X -q -v ON_ERROR_STOP=1 -U "$HOMEMANAGER_ROLE" -d postgres'

/**
 * Gives the roles of the project their rights in a container. In a volume of an earlier version, the project's role is the
 * superuser: it is renamed, and the new role gets what it owned. If Compose has started the container, its login stays as it
 * is and only the role of the services is created. Without a login, clients will be rejected too, and report it.
 */
export async function grantContainerAccess(
  config: ResolvedConfig,
  container: AccessibleContainer,
): Promise<void> {
  const access = getContainerAccess(config, container.environment)
  const byCompose = isStartedByCompose(container.environment)
  const superuser = byCompose ? access : getSuperuserLogin(config)
  const connect = async (database: string, work: (client: pg.Client) => Promise<void>): Promise<void> =>
    withClient(buildLocalPostgresUrl(container.port, superuser, database), work)
  const grantRoles = async (): Promise<void> =>
    connect(MAINTENANCE_DATABASE, async (client) => {
      if (!byCompose) await renameFormerSuperuser(client, access.user)
      const build = byCompose ? buildServiceRoleStatements : buildAccessStatements
      for (const statement of build(access)) await ignoreExisting(client.query(statement))
    })
  try {
    await grantRoles()
  } catch (error) {
    if (!LOGIN_REJECTED.has(getSqlState(error))) throw error
    if (byCompose || !(await createSuperuser(config, container))) return
    await grantRoles()
  }
  await connect(access.database, async (client) => {
    for (const statement of buildDatabaseStatements(access)) await client.query(statement)
  })
}

/** The superuser that initialized the data, whose OID is 10, stays one. */
async function renameFormerSuperuser(client: pg.Client, user: string): Promise<void> {
  const { rows } = await client.query('SELECT FROM pg_roles WHERE oid = 10 AND rolname = $1', [user])
  if (rows.length === 0) return
  const former = toIdentifier(FORMER_SUPERUSER)
  await client.query(`ALTER ROLE ${toIdentifier(user)} RENAME TO ${former}`)
  await client.query(`ALTER ROLE ${former} NOLOGIN PASSWORD NULL`)
}

async function ignoreExisting(query: Promise<unknown>): Promise<void> {
  try {
    await query
  } catch (error) {
    if (!EXISTS.has(getSqlState(error))) throw error
  }
}

/**
 * Creates the superuser, or sets its password, through the Unix socket in the container, where the image lets every role
 * in: the volume was created by an earlier version, or the project's secrets were lost.
 */
async function createSuperuser(config: ResolvedConfig, container: AccessibleContainer): Promise<boolean> {
  const { user, password } = getSuperuserLogin(config)
  const sql = [
    `DO $$ BEGIN CREATE ROLE ${toIdentifier(user)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`,
    `ALTER ROLE ${toIdentifier(user)} SUPERUSER LOGIN PASSWORD ${toEscapedLiteral(password)};`,
  ].join(' ')
  const candidates = [SUPERUSER, config.postgres.user, 'homemanager', 'postgres']
  for (const candidate of new Set(candidates)) {
    const environment = { HOMEMANAGER_SQL: sql, HOMEMANAGER_ROLE: candidate }
    if (await container.run(RUN_SQL, environment)) return true
  }
  return false
}

async function withClient(
  connectionString: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  // If the server terminates the connection, the query rejects.
  client.on('error', () => {})
  await client.connect()
  try {
    // The log of the server shall not list what exists already, and never a password.
    await client.query("SET log_min_messages = 'fatal'; SET log_min_error_statement = 'panic'")
    await work(client)
  } finally {
    await client.end()
  }
}

function getSqlState(error: unknown): string {
  return String((error as { readonly code?: unknown }).code)
}
