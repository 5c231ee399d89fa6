import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { resolveConfig } from './resolve-config.js'
import { describeUnusedMigrations } from './unused-migrations.js'

test('migration files without a homemanager.yaml beside them are reported as unused', async () => {
  const cwd = await createTemporaryDirectory('homemanager-unused-')
  const describe = async (): Promise<string | undefined> =>
    describeUnusedMigrations(await resolveConfig({ cwd }, {}))
  const directory = path.join(cwd, 'migrations', 'postgres')
  await mkdir(path.dirname(directory))
  await writeFile(path.join(cwd, 'migrations', 'mongo'), 'not a directory')
  expect(await describe()).toBeUndefined()
  await mkdir(directory)
  expect(await describe()).toBeUndefined()
  await writeFile(path.join(directory, '0001-nick.sql'), 'SELECT 1;')
  expect(await describe()).toMatch(/^The files in migrations.postgres are not used: .*homemanager init\.$/)
  await writeFile(path.join(cwd, 'homemanager.yaml'), 'project: shop\n')
  expect(await describe()).toBeUndefined()
  // What is no directory is not taken for one without migrations: reading it fails.
  const listStores = async (): Promise<readonly string[]> =>
    Object.keys((await resolveConfig({ cwd }, {})).migrations.directories)
  expect(await listStores()).toEqual(['postgres', 'mongo'])
  await rm(path.dirname(directory), { recursive: true })
  expect(await listStores()).toEqual([])
  await writeFile(path.dirname(directory), 'not a directory')
  expect(await listStores()).toEqual(['postgres', 'dynamodb', 'mongo'])
})
