import { readdir, readFile, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import {
  Binary,
  Code,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { readDirectory } from '../../../../test/support/read-directory.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { openMongoStore } from '../client/mongo-store.js'
import { mongoSnapshot } from './mongo-snapshot.js'

const OPTIONS = { signal: new AbortController().signal, onProgress: () => {} }

const EVERY_TYPE = {
  _id: new ObjectId('65a000000000000000000001'),
  z: new Int32(1),
  a: Long.MAX_VALUE,
  one: new Double(1),
  negative: new Double(-0),
  nan: new Double(Number.NaN),
  decimal: Decimal128.fromString('1.10E+3'),
  text: '\0 🎉 "',
  list: [null, [], {}, [new Int32(2)]],
  bytes: new Binary(Buffer.from([0, 255]), 5),
  uuid: new Binary(Buffer.alloc(16, 7), 4),
  at: new Date(-1),
  pattern: /a\/b/i,
  code: new Code('f()', { x: new Int32(1) }),
  stamp: new Timestamp({ t: 1, i: 2 }),
  min: new MinKey(),
  max: new MaxKey(),
  $dollar: { 'a.b': true },
}

test('restores documents of every type with options, indexes and views', async () => {
  await using source = await createTestDatabases()
  await using target = await createTestDatabases()
  await using store = openMongoStore(source.endpoints.mongo)
  const { db } = store
  await db.createCollection('odd / name%', {
    validator: { $jsonSchema: { bsonType: 'object', properties: { z: { bsonType: 'int' } } } },
    validationLevel: 'moderate',
  })
  const collection = db.collection<Record<string, unknown>>('odd / name%')
  await collection.insertOne(EVERY_TYPE)
  await collection.insertOne({ _id: 'invalid', z: 'text' } as never, { bypassDocumentValidation: true })
  await collection.createIndexes([
    { key: { z: -1, 'list.0': 1 }, name: 'own', unique: true, partialFilterExpression: { z: { $gt: 0 } } },
    { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 3600 },
  ])
  await db.createCollection('empty')
  await db.createCollection('seen', { viewOn: 'odd / name%', pipeline: [{ $match: { z: 1 } }] })

  const saved = await createTemporaryDirectory('mongo-')
  const part = await mongoSnapshot.save(source.endpoints.mongo, saved, OPTIONS)
  expect(part.tables).toEqual([
    { name: 'empty', records: 0 },
    { name: 'odd / name%', records: 2 },
  ])
  const [database = ''] = await readdir(saved)
  expect(await readdir(path.join(saved, database))).toEqual([
    'empty.bson',
    'empty.metadata.json',
    'odd%20%2F%20name%25.bson',
    'odd%20%2F%20name%25.metadata.json',
    'seen.metadata.json',
  ])
  const metadata = path.join(saved, database, 'odd%20%2F%20name%25.metadata.json')
  expect(EJSON.parse(await readFile(metadata, 'utf8'), { relaxed: false })).toMatchObject({
    collectionName: 'odd / name%',
    type: 'collection',
    options: { validationLevel: 'moderate' },
    indexes: [{ name: '_id_' }, { name: 'own', key: { z: new Int32(-1) } }, { name: 'ttl' }],
  })

  await using other = openMongoStore(target.endpoints.mongo)
  await other.db.collection('gone').insertOne({ a: 1 })
  await mongoSnapshot.restore(target.endpoints.mongo, saved, OPTIONS)
  const restored = await mongoSnapshot.restore(target.endpoints.mongo, saved, OPTIONS)
  expect(restored.tables).toEqual(part.tables)
  const again = await createTemporaryDirectory('mongo-')
  await mongoSnapshot.save(target.endpoints.mongo, again, OPTIONS)
  expect(await readTexts(again)).toEqual(await readTexts(saved))

  const records = []
  for await (const { kind, id, fields } of mongoSnapshot.read(saved, BUNDLED_ENTITIES))
    records.push([kind, id, fields.get('z')])
  expect(records).toEqual([
    ['odd / name%', '{"$oid":"65a000000000000000000001"}', '1'],
    ['odd / name%', 'invalid', '"text"'],
  ])
})

test('rejects a truncated file', async () => {
  await using source = await createTestDatabases()
  await using store = openMongoStore(source.endpoints.mongo)
  await store.db.collection('t').insertMany([{ a: 1 }, { a: 2 }])
  const saved = await createTemporaryDirectory('mongo-')
  await mongoSnapshot.save(source.endpoints.mongo, saved, OPTIONS)
  const file = path.join(saved, store.db.databaseName, 't.bson')
  await truncate(file, (await stat(file)).size - 1)
  const read = async (): Promise<void> => {
    for await (const _ of mongoSnapshot.read(saved, BUNDLED_ENTITIES));
  }
  await expect(read()).rejects.toMatchObject({ code: 'PORTABLE_SNAPSHOT_INVALID' })
})

/** Without the name of the database and the identity of each collection, which differ. */
async function readTexts(directory: string): Promise<Readonly<Record<string, string>>> {
  const files = Object.entries(await readDirectory(directory))
  return Object.fromEntries(
    files.map(([name, text]) => [
      path.basename(name),
      name.endsWith('.json') ? text.replace(/"uuid":"[0-9a-f]+",/, '') : text,
    ]),
  )
}
