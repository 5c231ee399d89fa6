import { setTimeout as sleep } from 'node:timers/promises'
import { pg } from './pg.js'

/** PostgreSQL's code for a template to which someone is connected. */
const OBJECT_IN_USE = '55006'
const MAX_ATTEMPTS = 40
const RETRY_INTERVAL_MS = 50

/**
 * Makes a copy of a database, with the source as its template (PostgreSQL manual, "Template Databases"). Nobody may be
 * connected to a template, so our own idle connections to it are ended; pools open new ones by themselves. Gives the
 * copy's URL. Throws PostgreSQL's error when others stay connected for two seconds.
 */
export async function forkPostgresDatabase(url: string, name: string): Promise<string> {
  const source = decodeURIComponent(new URL(url).pathname.slice(1))
  await withMaintenanceClient(url, async (client) => {
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

/** Drops the copy, whoever is connected. Nothing happens when it is not there. */
export async function dropPostgresDatabase(url: string, name: string): Promise<void> {
  await withMaintenanceClient(url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
  })
}

async function withMaintenanceClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabaseName(url, 'postgres') })
  // The end of the server in the middle of it is told by the query.
  client.on('error', () => {})
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function withDatabaseName(url: string, name: string): string {
  const own = new URL(url)
  own.pathname = name
  return own.href
}
