import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../stores/postgres/client/pg.js'

/** Notified by the triggers of the identity service's tables: `<user id> <membership version | deleted> <user version>`. */
const MEMBERSHIP_CHANNEL = 'homemanager_memberships'
const ANSWER_TIMEOUT_MS = 1500

/** A user who has joined or left a family, has another role, or was deleted. */
export interface MovedMembership {
  readonly userId: string
  /** Infinity if the user was deleted. */
  readonly membershipVersion: number
  /** The version of the user; Infinity if the user was deleted. */
  readonly userVersion: number
}

export interface MembershipListener extends AsyncDisposable {
  /** Incremented by every connection: notifications may have been lost in between. */
  readonly generation: number
  /**
   * All notifications sent before this time, of `performance.now()`, have been received. PostgreSQL sends those of a
   * connection before the answer to its next query.
   */
  readonly provenAt: number
  /** Connects if necessary and sends a query, so that `provenAt` becomes the time of this call. */
  prove(): Promise<void>
}

/** Listens for moved memberships on a connection of its own, which is opened on first use and replaced when it is lost. */
export function openMembershipListener(
  url: string,
  onMoved: (moved: MovedMembership) => void,
): MembershipListener {
  let client: Client | undefined
  let generation = 0
  let provenAt = -Infinity
  let proving: Promise<void> | undefined
  let closed = false
  return {
    get generation() {
      return generation
    },
    get provenAt() {
      return provenAt
    },
    prove() {
      proving ??= proveNow().finally(() => (proving = undefined))
      return proving
    },
    async [Symbol.asyncDispose]() {
      closed = true
      await proving?.catch(() => {})
      await client?.end().catch(() => {})
    },
  }

  async function proveNow(): Promise<void> {
    if (closed) throw new Error('The services are stopping.')
    const since = performance.now()
    try {
      client ??= await connect()
      await withTimeout(client.query('SELECT 1'))
      provenAt = since
    } catch (error) {
      lose(client)
      throw error
    }
  }

  async function connect(): Promise<Client> {
    const opened = new Client({
      connectionString: url,
      application_name: 'homemanager-memberships',
      connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
      keepAlive: true,
    })
    opened.on('error', () => lose(opened))
    opened.on('end', () => lose(opened))
    opened.on('notification', ({ payload }) => {
      const moved = parseMovedMembership(payload)
      if (moved !== undefined) onMoved(moved)
    })
    try {
      await opened.connect()
      await withTimeout(opened.query(`LISTEN ${MEMBERSHIP_CHANNEL}`))
    } catch (error) {
      void opened.end().catch(() => {})
      throw error
    }
    generation++
    return opened
  }

  function lose(lost: Client | undefined): void {
    if (lost === undefined || client !== lost) return
    client = undefined
    provenAt = -Infinity
    void lost.end().catch(() => {})
  }
}

/** Rejects if PostgreSQL does not respond in time. */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const stop = new AbortController()
  const timeout = sleep(ANSWER_TIMEOUT_MS, undefined, { signal: stop.signal, ref: false }).then(() => {
    throw new Error(`PostgreSQL did not respond within ${ANSWER_TIMEOUT_MS} ms.`)
  })
  timeout.catch(() => {})
  try {
    return await Promise.race([work, timeout])
  } finally {
    stop.abort()
  }
}

function parseMovedMembership(payload: string | undefined): MovedMembership | undefined {
  const [, userId, membership, version] = /^([0-9a-f-]{36}) (\d+|deleted) (\d+)$/.exec(payload ?? '') ?? []
  if (userId === undefined) return undefined
  return membership === 'deleted'
    ? { userId, membershipVersion: Infinity, userVersion: Infinity }
    : { userId, membershipVersion: Number(membership), userVersion: Number(version) }
}
