import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Endpoints } from '../../src/core/endpoints.js'

const PATIENCE_MS = 30_000

/**
 * Resolves when each engine answers, asked by the lightest client there is: loading the AWS SDK and the MongoDB driver
 * only for this would take longer than the engines take to start.
 */
export async function enginesReady(endpoints: Endpoints, home: string): Promise<void> {
  const checks = {
    postgres: () => postgresAnswers(endpoints.postgres.url),
    dynamodb: () => fetch(endpoints.dynamodb.endpoint),
    // The embedded engine is open before its port is.
    mongo: () => portAnswers(new URL(endpoints.mongo.url)),
  }
  await Promise.all(Object.entries(checks).map(([store, check]) => answering(store, check, home)))
}

async function answering(store: string, check: () => Promise<unknown>, home: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (performance.now() > deadline) {
        throw new Error(`${store} does not answer; its log is in ${home}/logs`, { cause: error })
      }
      await sleep(10)
    }
  }
}

async function postgresAnswers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await client.end()
}

async function portAnswers({ hostname, port }: URL): Promise<void> {
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
  } finally {
    socket.destroy()
  }
}
