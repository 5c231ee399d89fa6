import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createOwnTables } from '../../../test/support/create-own-tables.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { runDiffTrial } from '../../../test/support/run-diff-trial.js'
import { createMigrationProject, SAMPLES } from '../../../test/support/sample-migrations.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { migrateStores } from '../../migrations/migrate-stores.js'
import { savePortable } from '../portable/save-portable.js'
import { diffSnapshots } from './diff-snapshots.js'

test('restores demo data elsewhere, and finds each of 15 corruptions exactly', async () => {
  expect(await runDiffTrial(15, 'diff')).toHaveLength(15)
})

test("items of the project's own tables are compared, also if only one side has the table", async () => {
  await using migrated = await createMigratedStores()
  const { stores, endpoints } = migrated
  const { client } = stores.dynamodb
  const options = { signal: new AbortController().signal, onProgress: () => {} }
  const save = async (): Promise<string> => {
    const directory = await createTemporaryDirectory('diff-')
    await savePortable(endpoints, BUNDLED_ENTITIES, directory, options)
    return directory
  }
  const compare = async (from: string, to: string): Promise<readonly object[]> => {
    const compared = { ...options, entities: BUNDLED_ENTITIES, only: ['dynamodb'] as const, limit: 10 }
    const { items } = await diffSnapshots(from, to, compared)
    return items.filter(({ entity }) => entity !== 'migration history')
  }
  const without = await save()
  await using own = await createOwnTables(stores)
  const [entity = ''] = own.names
  const before = await save()
  const item = { store: 'dynamodb', entity, id: 'alex|5' }
  expect(await compare(without, before)).toEqual([{ ...item, difference: 'added' }])
  expect(await compare(before, without)).toEqual([{ ...item, difference: 'removed' }])
  for (const [owner, dueAt] of [
    ['alex', '5'],
    ['sam', '6'],
  ] as const) {
    const Item = { owner: { S: owner }, dueAt: { N: dueAt }, id: { S: '2' }, SK: { S: 'TODO#1' } }
    await client.send(new PutItemCommand({ TableName: entity, Item }))
  }
  expect(await compare(before, await save())).toEqual([
    { ...item, difference: 'changed', fields: [{ field: 'id', from: '{"S":"1"}', to: '{"S":"2"}' }] },
    { ...item, id: 'sam|6', difference: 'added' },
  ])

  for (let dueAt = 10; dueAt < 40; dueAt++)
    await client.send(
      new PutItemCommand({ TableName: entity, Item: { owner: { S: 'x' }, dueAt: { N: String(dueAt) } } }),
    )
  const first = Array.from({ length: 10 }, (_, index) => `x|${index + 10}`)
  const between = await save()
  await client.send(new PutItemCommand({ TableName: entity, Item: { owner: { S: 'x' }, dueAt: { N: '9' } } }))
  expect(await compare(before, between)).toMatchObject([
    { id: 'alex|5' },
    { id: 'sam|6' },
    ...first.slice(0, 8).map((id) => ({ id })),
  ])
  expect(await compare(between, await save())).toMatchObject([{ id: 'x|9' }])
})

test('of the migration history, only the migrations are compared', async () => {
  await using migrated = await createMigratedStores()
  await using project = await createMigrationProject()
  const { stores, endpoints } = migrated
  const options = { signal: new AbortController().signal, onProgress: () => {} }
  const save = async (): Promise<string> => {
    const directory = await createTemporaryDirectory('diff-')
    await savePortable(endpoints, BUNDLED_ENTITIES, directory, options)
    return directory
  }
  const before = await save()
  for (const store of STORE_NAMES) {
    await project.write(store, '0001-thing', SAMPLES[store].create(1))
  }
  expect(await migrateStores(stores, { directories: project.directories })).toMatchObject({ ok: true })
  const { items } = await diffSnapshots(before, await save(), {
    ...options,
    entities: BUNDLED_ENTITIES,
    limit: 10,
  })
  expect(items).toEqual(
    STORE_NAMES.map((store) => ({
      store,
      entity: 'migration history',
      id: '0001-thing',
      difference: 'added',
    })),
  )
})
