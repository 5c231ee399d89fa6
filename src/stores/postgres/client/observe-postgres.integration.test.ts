import { expect, test } from 'vitest'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { observePostgres } from './observe-postgres.js'
import { openPostgresStore } from './postgres-store.js'

test('queries are observed on connections that were open before, and no longer when that ends', async () => {
  await using engines = await createTestDatabases()
  await using store = openPostgresStore(engines.endpoints.postgres)
  await store.pool.query('SELECT 1')
  const observed: string[] = []
  const stop = observePostgres(store, ({ operation }) => {
    observed.push(operation)
    return (failed) => void observed.push(failed ? 'failed' : 'ended')
  })
  await store.pool.query('SELECT 2')
  await expect(store.pool.query('SELECT missing')).rejects.toThrow('missing')
  stop()
  await store.pool.query('SELECT 3')
  expect(observed).toEqual(['SELECT', 'ended', 'SELECT', 'failed'])
})
