import { createSerialQueue } from '../core/serial-queue.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { Client, type pg } from '../stores/postgres/client/pg.js'
import { OUTBOX_CHANNEL } from '../domain/outbox-channel.js'
import { LOG_CHANNEL } from './event-log.js'

/** Advisory lock of the leader, the process of a stack that runs the relay and the consumers. Any constant works. */
const LEADER_LOCK_ID = '7236491022018116'

/** After this time without a response, the connection counts as lost, in milliseconds. */
const QUERY_TIMEOUT_MS = 10_000

/** A dedicated connection that listens for notifications and holds the leader's lock. */
export interface PlatformSession extends AsyncDisposable {
  readonly client: pg.Client
  /** Aborted when the connection is lost. */
  readonly lost: AbortSignal
  /** Whether this process is the leader. A leader stays the leader until its session ends. */
  readonly isLeader: boolean
  tryBecomeLeader(): Promise<boolean>
  /** Tells the leader that the outbox of a store may have new events. Calls while one is being sent are combined with it. */
  announceOutbox(store: StoreName): void
}

export interface PlatformSessionOptions {
  readonly url: string
  readonly onOutbox: (store: StoreName) => void
  readonly onLog: () => void
}

/** Connects directly: neither LISTEN nor session locks work through PgBouncer. */
export async function openPlatformSession(options: PlatformSessionOptions): Promise<PlatformSession> {
  const client = new Client({
    connectionString: options.url,
    application_name: 'homemanager-events',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    query_timeout: QUERY_TIMEOUT_MS,
  })
  const lost = new AbortController()
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  client.on('notification', ({ channel, payload }) => {
    // Transactions that write to PostgreSQL's outbox send no payload.
    if (channel === OUTBOX_CHANNEL)
      options.onOutbox(STORE_NAMES.find((name) => name === payload) ?? 'postgres')
    else options.onLog()
  })
  await client.connect()
  await client.query(`LISTEN ${OUTBOX_CHANNEL}; LISTEN ${LOG_CHANNEL}`)
  let leads = false
  // The driver accepts one query at a time.
  const turn = createSerialQueue()
  const announcing = new Set<StoreName>()
  return {
    client,
    lost: lost.signal,
    get isLeader() {
      return leads
    },
    announceOutbox(store) {
      if (announcing.has(store)) return
      announcing.add(store)
      turn(async () => client.query('SELECT pg_notify($1, $2)', [OUTBOX_CHANNEL, store]))
        .catch(() => {})
        .finally(() => announcing.delete(store))
    },
    async tryBecomeLeader() {
      if (leads) return true
      const { rows } = await turn(async () =>
        client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LEADER_LOCK_ID]),
      )
      leads = rows[0]?.locked ?? false
      return leads
    },
    async [Symbol.asyncDispose]() {
      await client.end().catch(() => {})
    },
  }
}
