import type { PostgresEndpoint } from '../../../core/store-types.js'
import type { PostgresAccess, PostgresLogin } from './postgres-access.js'

/** The URL of a database of a PostgreSQL server on this machine. */
export function buildLocalPostgresUrl(port: number, login: PostgresLogin, database: string): string {
  const url = new URL(`postgres://127.0.0.1:${port}/`)
  url.username = encodeURIComponent(login.user)
  url.password = encodeURIComponent(login.password)
  url.pathname = encodeURIComponent(database)
  return url.href
}

/** The endpoint of a server on this machine. */
export function toLocalPostgresEndpoint(port: number, access: PostgresAccess): PostgresEndpoint {
  return {
    url: buildLocalPostgresUrl(port, access, access.database),
    serviceUrl: buildLocalPostgresUrl(port, access.service, access.database),
  }
}
