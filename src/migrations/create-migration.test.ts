import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { createMigration } from './create-migration.js'

test('a new JSON migration names its schema if the package is installed in the project', async () => {
  const root = await createTemporaryDirectory('new-migration-')
  const directory = path.join(root, 'migrations', 'mongo')
  const create = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile((await createMigration({ store: 'mongo', name, directory })).path, 'utf8'))
  expect(await create('first')).toEqual({ up: [] })
  const templates = path.join(root, 'node_modules', 'homemanager', 'templates')
  await mkdir(templates, { recursive: true })
  await writeFile(path.join(templates, 'mongo-migration.schema.json'), '{}')
  expect(await create('second')).toEqual({
    $schema: '../../node_modules/homemanager/templates/mongo-migration.schema.json',
    up: [],
  })
})
