import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Endpoints } from '../../src/core/endpoints.js'

const READY_TIMEOUT_MS = 30_000

/**
 * Resolves when the engines are ready. Uses minimal clients: loading the AWS SDK and the MongoDB driver would take longer
 * than the engines take to start.
 */
export async function waitForEngines(endpoints: Partial<Endpoints>, home: string): Promise<void> {
  const { postgres, dynamodb, mongo } = endpoints
  await Promise.all([
    postgres && retryUntilReady('postgres', () => connectToPostgres(postgres.url), home),
    dynamodb && retryUntilReady('dynamodb', () => fetch(dynamodb.endpoint), home),
    // The embedded engine opens its data before its port.
    mongo && retryUntilReady('mongo', () => connectToPort(new URL(mongo.url)), home),
  ])
}

async function retryUntilReady(store: string, check: () => Promise<unknown>, home: string): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (performance.now() > deadline) {
        throw new Error(`${store} is not ready; its log is in ${home}/logs`, { cause: error })
      }
      await sleep(10)
    }
  }
}

async function connectToPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await client.end()
}

async function connectToPort({ hostname, port }: URL): Promise<void> {
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
  } finally {
    socket.destroy()
  }
}
