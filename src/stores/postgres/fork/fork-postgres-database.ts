import { setTimeout as sleep } from 'node:timers/promises'
import { parsePostgresUrl, withDatabaseName } from '../client/parse-postgres-url.js'
import { hideErrorsFromLog } from '../client/hide-errors-from-log.js'
import { Client, pg } from '../client/pg.js'

/** SQLSTATE object_in_use: the template database has other connections. */
const OBJECT_IN_USE = '55006'
const MAX_ATTEMPTS = 40
const RETRY_INTERVAL_MS = 50

/**
 * Copies a database by using it as a template (PostgreSQL manual, "Template Databases"). A template must not have other
 * connections, so idle connections of homemanager to it are terminated; pools reconnect on demand. Resolves to the URL
 * of the copy. Throws PostgreSQL's error if other connections remain for two seconds.
 */
export async function forkPostgresDatabase(url: string, name: string): Promise<string> {
  const source = parsePostgresUrl(url).database
  await withMaintenanceClient(url, async (client) => {
    await hideErrorsFromLog(client, 'session')
    for (let attempt = 1; ; attempt++) {
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = $1 AND application_name LIKE 'homemanager%' AND state = 'idle'`,
        [source],
      )
      try {
        await client.query(
          `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(source)}`,
        )
        return
      } catch (error) {
        if ((error as { code?: unknown }).code !== OBJECT_IN_USE || attempt === MAX_ATTEMPTS) throw error
        await sleep(RETRY_INTERVAL_MS)
      }
    }
  })
  return withDatabaseName(url, name)
}

/** Drops the copy and terminates its connections. Does nothing if it does not exist. */
export async function dropPostgresDatabase(url: string, name: string): Promise<void> {
  await withMaintenanceClient(url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
  })
}

async function withMaintenanceClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: withDatabaseName(url, 'postgres') })
  // If the server terminates the connection, the query rejects.
  client.on('error', () => {})
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
