import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createDedicatedEngines } from '../../../../test/support/dedicated-engines.js'
import { openPostgresStore } from '../client/postgres-store.js'
import { loadProvider } from '../../../project/components/load-provider.js'

const embeddedProvider = await loadProvider('embedded')

test('rejects data of another major version before starting anything', async () => {
  await using engines = await createDedicatedEngines()
  await writeFiles(engines.config.home, { PG_VERSION: '14\n' })
  await expect(engines.start('postgres')).rejects.toMatchObject({
    code: 'DATA_VERSION_MISMATCH',
    message: expect.stringContaining('PostgreSQL 14') as string,
  })
})

test('rejects a directory with other files', async () => {
  await using engines = await createDedicatedEngines()
  await writeFiles(engines.config.home, { 'letter.txt': 'Dear Ada' })
  await expect(engines.start('postgres')).rejects.toMatchObject({ code: 'DATA_CORRUPTED' })
})

test('starts after an interrupted first start', async () => {
  await using engines = await createDedicatedEngines()
  const unfinished = path.join(engines.config.home, 'data', 'postgres.new-123456', 'cluster')
  await mkdir(unfinished, { recursive: true })
  const { endpoint } = await engines.start('postgres')
  await using store = openPostgresStore(endpoint)
  await expect(store.ping()).resolves.toMatchObject({ version: expect.stringMatching(/^15\./) as string })
})

test('starts if the pid in the lock file belongs to another program', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  await embeddedProvider.stop(first, 10_000)
  await writeFiles(engines.config.home, {
    'postmaster.pid': `${process.pid}\n${engines.config.home}/data/postgres\n1\n5432\n\n127.0.0.1\n`,
  })
  const second = await engines.start('postgres')
  expect(await embeddedProvider.isRunning(second)).toBe(true)
})

test('stops an orphaned engine before its data is opened again', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  const second = await engines.start('postgres')
  expect(await embeddedProvider.isRunning(first)).toBe(false)
  expect(await embeddedProvider.isRunning(second)).toBe(true)
})

test('creates a changed role, password and database', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  await embeddedProvider.stop(first, 10_000)
  const postgres = { user: `o'brien "x"`, password: `it's \\ "odd"\n€`, database: 'my "home" \\ data' }
  const { endpoint } = await engines.start('postgres', { ...engines.config, postgres })
  await using store = openPostgresStore(endpoint)
  const { rows } = await store.pool.query('SELECT current_user AS "user", current_database() AS database')
  expect(rows).toEqual([{ user: postgres.user, database: postgres.database }])
})

async function writeFiles(home: string, files: Readonly<Record<string, string>>): Promise<void> {
  const directory = path.join(home, 'data', 'postgres')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(path.join(directory, name), text)))
}
