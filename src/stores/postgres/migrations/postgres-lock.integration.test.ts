import { expect, test } from 'vitest'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { startSessionPooler } from '../../../../test/support/session-pooler.js'
import { getPostgresLockHolder } from './postgres-lock.js'
import { postgresMigrationStore } from './postgres-migration-store.js'
import { openPostgresStore } from '../client/postgres-store.js'

const LOCK_OPTIONS = { waitMs: 1000, lockTimeoutMs: 1000, statementTimeoutMs: 1000 }

test('locking through a pooler fails and leaves no settings in the pooled session', async () => {
  await using engines = await createTestDatabases()
  const direct = new URL(engines.endpoints.postgres.url)
  await using pooler = await startSessionPooler(Number(direct.port))
  const pooled = Object.assign(new URL(direct), { port: String(pooler.port) }).href
  await using through = openPostgresStore({ url: pooled })
  await expect(postgresMigrationStore(through).lock(LOCK_OPTIONS)).rejects.toMatchObject({
    code: 'MIGRATION_POOLED',
  })
  await using store = openPostgresStore({ url: direct.href })
  expect(await getPostgresLockHolder(store.pool)).toBeUndefined()
  const { rows } = await store.pool.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'homemanager migrate%'`,
  )
  expect(rows).toEqual([])
  await using session = await postgresMigrationStore(store).lock(LOCK_OPTIONS)
  expect((await session.readHistory()).entries).toEqual([])
})
