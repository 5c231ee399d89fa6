import { pg } from '../stores/postgres/pg.js'
import { OUTBOX_CHANNEL } from '../domain/event-types.js'
import { LOG_CHANNEL } from './event-log.js'

/** Of all processes that serve one stack, the one that holds this lock relays and consumes. Any constant will do. */
const LEADER_LOCK_ID = '7236491022018116'

/** One connection of its own: it listens for wake-ups, and the leader's lock lives and dies with it. */
export interface PlatformSession extends AsyncDisposable {
  readonly client: pg.Client
  /** Aborted when the connection is gone. */
  readonly lost: AbortSignal
  /** Whether this session leads now; it then does until it ends. */
  tryBecomeLeader(): Promise<boolean>
}

export interface PlatformSessionOptions {
  readonly url: string
  readonly onOutbox: () => void
  readonly onLog: () => void
}

/** Connects directly, never through a pooler: neither LISTEN nor a session's lock works through PgBouncer. */
export async function openPlatformSession(options: PlatformSessionOptions): Promise<PlatformSession> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'homemanager-events',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  })
  const lost = new AbortController()
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  client.on('notification', ({ channel }) => {
    if (channel === OUTBOX_CHANNEL) options.onOutbox()
    else options.onLog()
  })
  await client.connect()
  await client.query(`LISTEN ${OUTBOX_CHANNEL}; LISTEN ${LOG_CHANNEL}`)
  let leads = false
  return {
    client,
    lost: lost.signal,
    async tryBecomeLeader() {
      if (leads) return true
      const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
        LEADER_LOCK_ID,
      ])
      leads = rows[0]?.locked ?? false
      return leads
    },
    async [Symbol.asyncDispose]() {
      await client.end().catch(() => {})
    },
  }
}
