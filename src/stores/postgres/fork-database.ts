import { setTimeout as sleep } from 'node:timers/promises'
import { pg } from './pg.js'

/** PostgreSQL's code for a template to which someone is connected. */
const IN_USE = '55006'
const ATTEMPTS = 40
const PAUSE_MS = 50

/**
 * Makes a copy of a database, with the source as its template (PostgreSQL manual, "Template Databases"). Nobody may be
 * connected to a template, so our own idle connections to it are ended; pools open new ones by themselves. Gives the
 * copy's URL. Throws PostgreSQL's error when others stay connected for two seconds.
 */
export async function forkDatabase(url: string, name: string): Promise<string> {
  const source = decodeURIComponent(new URL(url).pathname.slice(1))
  await onMaintenance(url, async (client) => {
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
        if ((error as { code?: unknown }).code !== IN_USE || attempt === ATTEMPTS) throw error
        await sleep(PAUSE_MS)
      }
    }
  })
  return withDatabase(url, name)
}

/** Drops the copy, whoever is connected. Nothing happens when it is not there. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await onMaintenance(url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
  })
}

async function onMaintenance(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') })
  // The end of the server in the middle of it is told by the query.
  client.on('error', () => {})
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  const own = new URL(url)
  own.pathname = name
  return own.href
}
