// The default import also exists where the package is resolved as CommonJS, as in the module contexts of test runners.
import connectionString from 'pg-connection-string'
import { splitParameters, type UrlParameters } from './url-parameters.js'

/** Where a URL connects to, as pg reads it. */
export interface PostgresAddress {
  /** A name, an address or the directory of a Unix socket; empty for the default, localhost. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly parameters: UrlParameters
}

const DEFAULT_PORT = 5432
/** `postgres://user:password@host` and what follows the path. */
const PARTS = /^(postgres(?:ql)?:\/\/[^/?#]*)(?:\/[^?#]*)?(.*)$/

/** Parses a URL with pg's own library: parameters take precedence over the URL's host and port. Throws if it is invalid. */
export function parsePostgresUrl(url: string): PostgresAddress {
  return readPostgresUrl(url).address
}

/** The same, with the settings of pg for what homemanager does not interpret itself. */
export function readPostgresUrl(url: string): {
  readonly address: PostgresAddress
  readonly settings: ReturnType<typeof connectionString.parse>
} {
  const { parameters, rest } = splitParameters(url)
  const settings = connectionString.parse(rest)
  const { host, port, user = '', password = '', database } = settings as ParsedUrl
  const address = {
    host: host ?? '',
    port: port ? Number(port) : DEFAULT_PORT,
    user,
    password,
    // Without a database, PostgreSQL uses the one that is named like the user.
    database: database || user,
    parameters,
  }
  return { address, settings }
}

/** The host for messages. */
export function getPostgresHost(url: string): string {
  const { host, port } = parsePostgresUrl(url)
  return host.startsWith('/') ? host : `${host || 'localhost'}:${port}`
}

/** The same server with another database. */
export function withDatabaseName(url: string, name: string): string {
  return url.replace(
    PARTS,
    (_url, server: string, rest: string) => `${server}/${encodeURIComponent(name)}${rest}`,
  )
}

interface ParsedUrl {
  readonly host: string | null
  readonly port?: string | null
  readonly user?: string
  readonly password?: string
  readonly database: string | null | undefined
}
