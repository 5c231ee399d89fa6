import type { PostgresAccess } from './postgres-access.js'

/** The URL of a PostgreSQL server on this machine. */
export function buildLocalPostgresUrl(port: number, access: PostgresAccess): string {
  const url = new URL(`postgres://127.0.0.1:${port}/`)
  url.username = encodeURIComponent(access.user)
  url.password = encodeURIComponent(access.password)
  url.pathname = encodeURIComponent(access.database)
  return url.href
}
