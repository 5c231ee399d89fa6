import { execFile, spawn } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { reserveFreePort } from '../../../../test/support/reserve-free-port.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import type { PortableRecord } from '../../contracts/portable-snapshot.js'
import { type Item } from '../client/item-reader.js'
import { describeTimeToLive } from '../client/wait-until-active.js'
import { writeItems } from '../client/raw-json.js'
import { isDynamodbReady } from '../engine/is-dynamodb-ready.js'
import { prepareDynoxide } from '../engine/dynoxide.js'
import { dynamodbSnapshot } from './dynamodb-snapshot.js'

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
    const imported = { ...endpoint, endpoint: `http://${host}:${port}` }
    await waitUntil(async () => isDynamodbReady(imported, 1000))
    expect(await saveAgain(imported)).toEqual(records)
  } finally {
    engine.kill('SIGKILL')
  }
})
