import { execFile, spawn } from 'node:child_process'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { getStaticKeys } from '../../../../test/support/get-static-keys.js'
import { createOwnTables, deleteTables } from '../../../../test/support/create-own-tables.js'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { reserveFreePort } from '../../../../test/support/reserve-free-port.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import type { PortableRecord } from '../../contracts/portable-snapshot.js'
import { type Item } from '../client/item-reader.js'
import { openDynamodbStore } from '../client/dynamodb-store.js'
import { describeTable, describeTimeToLive } from '../client/wait-until-active.js'
import { writeItems } from '../client/raw-json.js'
import { isDynamodbReady } from '../engine/is-dynamodb-ready.js'
import { prepareDynoxide } from '../engine/dynoxide.js'
import { readSchema } from '../migrations/read-schema.js'
import { listOwnTables } from '../own-tables/list-own-tables.js'
import { dynamodbSnapshot } from './dynamodb-snapshot.js'
import { EXPORT_DIRECTORY, type TableEntry, TABLES_FILE } from './export-files.js'

const OPTIONS = { signal: new AbortController().signal, onProgress: () => {} }

/** In DynamoDB's own JSON, where binary values are base64. */
const EVERY_TYPE = {
  PK: { S: 'OWN#é🎉' },
  SK: { S: 'every "type"\n' },
  big: { N: '1234567890123456789012345678.9012345678' },
  small: { N: '-0.00000000000000000001' },
  bytes: { B: 'AP8KIg==' },
  texts: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2.5'] },
  binaries: { BS: ['AA==', 'AQ=='] },
  list: { L: [{ NULL: true }, { M: {} }, { L: [] }, { S: '' }, { BOOL: false }] },
  map: { M: { 'a.b': { M: { c: { N: '1' } } } } },
}

async function readAll(directory: string): Promise<readonly PortableRecord[]> {
  const records: PortableRecord[] = []
  for await (const record of dynamodbSnapshot.read(directory, BUNDLED_ENTITIES)) records.push(record)
  return records.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

async function saveAgain(endpoint: DynamodbEndpoint): Promise<readonly PortableRecord[]> {
  const directory = await createTemporaryDirectory('dynamodb-')
  await dynamodbSnapshot.save(endpoint, directory, OPTIONS)
  return readAll(directory)
}

/** `dynoxide import` makes a database with the same items, in an engine that has no other tables. */
async function expectImport(
  saved: string,
  endpoint: DynamodbEndpoint,
  records: readonly PortableRecord[],
): Promise<void> {
  const database = path.join(await createTemporaryDirectory('dynamodb-'), 'imported.db')
  const host = '127.0.0.1'
  const port = await reserveFreePort()
  const launch = await prepareDynoxide(path.dirname(database), { host, port: String(port) })
  if (launch === undefined) return
  const source = path.join(saved, 'AWSDynamoDB')
  const schema = path.join(saved, 'schema.json')
  await promisify(execFile)(launch.command, [
    'import',
    '--source',
    source,
    '--schema',
    schema,
    '--output',
    database,
  ])
  const engine = spawn(
    launch.command,
    ['serve', '--host', host, '--port', String(port), '--db-path', database],
    { stdio: 'ignore' },
  )
  try {
    const imported = {
      ...getStaticKeys(endpoint),
      endpoint: `http://${host}:${port}`,
      owner: 'project' as const,
    }
    await waitUntil(async () => isDynamodbReady(imported, 1000))
    expect(await saveAgain(imported)).toEqual(records)
  } finally {
    engine.kill('SIGKILL')
  }
}

test("the project's own tables are saved and restored, and no table of others is replaced", async () => {
  await using migrated = await createMigratedStores()
  await using target = await createTestDatabases()
  const { dynamodb } = migrated.stores
  const { endpoint, client } = dynamodb
  const without = await createTemporaryDirectory('dynamodb-')
  await dynamodbSnapshot.save(endpoint, without, OPTIONS)
  await using own = await createOwnTables(migrated.stores)
  const [reminders = '', empty = ''] = own.names
  const saved = await createTemporaryDirectory('dynamodb-')
  const { tables } = await dynamodbSnapshot.save(endpoint, saved, OPTIONS)
  expect(tables.slice(2)).toEqual([
    { name: empty, records: 0 },
    { name: reminders, records: 1 },
  ])
  const records = await readAll(saved)
  expect(records.filter(({ kind }) => kind === reminders)).toMatchObject([{ id: 'alex|5' }])
  const describeOwn = async (): Promise<object> => ({
    keys: (await describeTable(client, reminders))?.KeySchema,
    types: (await describeTable(client, reminders))?.AttributeDefinitions,
    indexes: (await describeTable(client, reminders))?.GlobalSecondaryIndexes?.map((index) => [
      index.IndexName,
      index.KeySchema,
      index.Projection,
    ]),
    timeToLive: await describeTimeToLive(client, reminders),
    empty: (await describeTable(client, empty))?.KeySchema,
  })
  const described = await describeOwn()

  // The same server, on which another project has created them.
  for (const check of ['assertRestorable', 'restore'] as const) {
    await expect(dynamodbSnapshot[check]?.(target.endpoints.dynamodb, saved, OPTIONS)).rejects.toMatchObject({
      code: 'RESTORE_TABLE_EXISTS',
    })
  }
  expect(await saveAgain(endpoint)).toEqual(records)

  await deleteTables(dynamodb, own.names)
  const interrupted = new AbortController()
  const restore = dynamodbSnapshot.restore(target.endpoints.dynamodb, saved, {
    signal: interrupted.signal,
    onProgress: () => interrupted.abort(),
  })
  await expect(restore).rejects.toMatchObject({ name: 'AbortError' })
  expect(await describeTable(client, empty)).toBeDefined()
  for (let repeated = 0; repeated < 2; repeated++) {
    await dynamodbSnapshot.restore(target.endpoints.dynamodb, saved, OPTIONS)
  }
  expect(await saveAgain(target.endpoints.dynamodb)).toEqual(records)
  expect(await describeOwn()).toEqual(described)

  await expectImport(saved, endpoint, records)

  // As a program has created it: it may delete it too, which is no schema drift.
  const created = `${empty}_created`
  const withCreated = await createTemporaryDirectory('dynamodb-')
  await cp(saved, withCreated, { recursive: true })
  await cp(path.join(saved, EXPORT_DIRECTORY, empty), path.join(withCreated, EXPORT_DIRECTORY, created), {
    recursive: true,
  })
  const file = path.join(withCreated, TABLES_FILE)
  const entries = JSON.parse(await readFile(file, 'utf8')) as readonly TableEntry[]
  await writeFile(file, JSON.stringify([...entries, { name: created, role: 'own' }]))
  await dynamodbSnapshot.restore(target.endpoints.dynamodb, withCreated, OPTIONS)
  await using targetStore = openDynamodbStore(target.endpoints.dynamodb)
  expect(await listOwnTables(targetStore)).toEqual([empty, created, reminders])
  const schema = (await readSchema(target.endpoints.dynamodb)).map(({ name }) => name)
  expect(schema).toEqual(expect.arrayContaining([empty, reminders]))
  expect(schema).not.toContain(created)
  await dynamodbSnapshot.restore(target.endpoints.dynamodb, saved, OPTIONS)
  expect(await describeTable(client, created)).toBeUndefined()

  // As by a version that saved no own tables.
  const earlier = await createTemporaryDirectory('dynamodb-')
  await cp(without, earlier, { recursive: true })
  await rm(path.join(earlier, 'tables.json'))
  await dynamodbSnapshot.restore(target.endpoints.dynamodb, earlier, OPTIONS)
  expect(await describeOwn()).toEqual(described)
  await dynamodbSnapshot.restore(target.endpoints.dynamodb, without, OPTIONS)
  expect(await describeTable(client, reminders)).toBeUndefined()
  expect(await describeTable(client, empty)).toBeUndefined()
})

test('restores items of every type, indexes, time to live and the migration history', async () => {
  await using migrated = await createMigratedStores()
  await using target = await createTestDatabases()
  const { dynamodb } = migrated.stores
  const { endpoint, table } = dynamodb
  await writeItems(dynamodb, [
    { PutRequest: { Item: EVERY_TYPE as unknown as Item } },
    { PutRequest: { Item: { PK: { S: 'USER#1' }, SK: { S: 'TODO#1' }, id: { S: '1' } } } },
  ])
  const saved = await createTemporaryDirectory('dynamodb-')
  const part = await dynamodbSnapshot.save(endpoint, saved, OPTIONS)
  expect(part.tables.map(({ name }) => name)).toEqual([table, `${table}-migrations`])
  expect(part.tables[0]?.records).toBe(2)
  const records = await readAll(saved)
  expect(records).toHaveLength(part.records)
  expect(records.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['items', 'todos', 'migrations']))

  await dynamodbSnapshot.restore(target.endpoints.dynamodb, saved, OPTIONS)
  const restored = await dynamodbSnapshot.restore(target.endpoints.dynamodb, saved, OPTIONS)
  expect(restored.records).toBe(part.records)
  expect(await saveAgain(target.endpoints.dynamodb)).toEqual(records)
  expect(await describeTimeToLive(dynamodb.client, target.endpoints.dynamodb.table)).toEqual(
    await describeTimeToLive(dynamodb.client, table),
  )
  await expectImport(saved, endpoint, records)
})
