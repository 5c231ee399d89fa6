import { Client, type pg } from '../stores/postgres/client/pg.js'
import { OUTBOX_CHANNEL } from '../domain/outbox-channel.js'
import { LOG_CHANNEL } from './event-log.js'

/** Advisory lock of the leader, the process of a stack that runs the relay and the consumers. Any constant works. */
const LEADER_LOCK_ID = '7236491022018116'

/** A dedicated connection that listens for notifications and holds the leader's lock. */
export interface PlatformSession extends AsyncDisposable {
  readonly client: pg.Client
  /** Aborted when the connection is lost. */
  readonly lost: AbortSignal
  /** Tries to become the leader. A leader stays the leader until its session ends. */
  tryBecomeLeader(): Promise<boolean>
}

export interface PlatformSessionOptions {
  readonly url: string
  readonly onOutbox: () => void
  readonly onLog: () => void
}

/** Connects directly: neither LISTEN nor session locks work through PgBouncer. */
export async function openPlatformSession(options: PlatformSessionOptions): Promise<PlatformSession> {
  const client = new Client({
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
