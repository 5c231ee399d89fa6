import { expect, test } from 'vitest'
import { freshEngines } from '../../../test/support/engines.js'
import { sessionPooler } from '../../../test/support/session-pooler.js'
import { postgresHolder } from './postgres-lock.js'
import { postgresMigrations } from './postgres-migrations.js'
import { openPostgresStore } from './postgres-store.js'

const PATIENCE = { waitMs: 1000, lockTimeoutMs: 1000, statementTimeoutMs: 1000 }

test('through a pooler the lock is refused, and nothing of the attempt stays in its session', async () => {
  await using engines = await freshEngines()
  const direct = new URL(engines.endpoints.postgres.url)
  await using pooler = await sessionPooler(Number(direct.port))
  const pooled = Object.assign(new URL(direct), { port: String(pooler.port) }).href
  await using through = openPostgresStore({ url: pooled })
  await expect(postgresMigrations(through).lock(PATIENCE)).rejects.toMatchObject({ code: 'MIGRATION_POOLED' })
  await using store = openPostgresStore({ url: direct.href })
  expect(await postgresHolder(store.pool)).toBeUndefined()
  const { rows } = await store.pool.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'homemanager migrate%'`,
  )
  expect(rows).toEqual([])
  await using session = await postgresMigrations(store).lock(PATIENCE)
  expect((await session.ledger()).entries).toEqual([])
})
