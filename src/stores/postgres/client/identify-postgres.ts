import type { Pool } from 'pg'
import type { ServerIdentity } from '../../contracts/server-identity.js'
import { getRdsRegion } from './rds-region.js'

/** Roles that exist on the servers of managed services only. */
const SERVICES: Readonly<Record<string, string>> = {
  rds_superuser: 'Amazon RDS',
  rdsadmin: 'Amazon RDS',
  cloudsqlsuperuser: 'Google Cloud SQL',
  azure_pg_admin: 'Azure Database for PostgreSQL',
}

const QUERY = `
  SELECT current_database() AS database,
         current_setting('rds.extensions', true) AS rds,
         (SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY ($1) ORDER BY rolname LIMIT 1) AS role`

/** Recognizes managed services by their roles and settings. */
export async function identifyPostgres(pool: Pool, host: string): Promise<ServerIdentity> {
  const { rows } = await pool.query<{ database: string; rds: string | null; role: string | null }>(QUERY, [
    Object.keys(SERVICES),
  ])
  const [row] = rows
  if (row === undefined) throw new TypeError('PostgreSQL returned no row.')
  const { database, rds, role } = row
  const service = role ? SERVICES[role] : rds ? 'Amazon RDS' : undefined
  const region = getRdsRegion(host)
  return {
    database,
    ...(service === undefined ? {} : { service }),
    ...(region === undefined ? {} : { region }),
  }
}
