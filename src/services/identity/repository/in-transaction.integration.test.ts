import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { inTransaction } from './in-transaction.js'
import { openPostgresStore } from '../../../stores/postgres/client/postgres-store.js'

const uncaughtErrors: unknown[] = []
const recordUncaught = (error: unknown): void => void uncaughtErrors.push(error)
afterEach(() => void process.off('uncaughtException', recordUncaught))

test('a lost connection fails only the transaction that uses it', async () => {
  process.prependListener('uncaughtException', recordUncaught)
  await using engines = await createTestDatabases()
  await using store = openPostgresStore(engines.endpoints.postgres)
  const interrupted = inTransaction(store.pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await store.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await sleep(200)
    await client.query('SELECT 1')
  })
  await expect(interrupted).rejects.toThrow(/terminat|not queryable|Connection/)
  expect((await store.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  expect(uncaughtErrors).toEqual([])
})
