import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { runCorruptionTrial } from '../../test/support/run-corruption-trial.js'
import { createOwnTables } from '../../test/support/create-own-tables.js'
import { createMigratedStores } from '../../test/support/migrated-stores.js'
import { createScryptHash, FAST_SCRYPT_COST } from '../core/scrypt-hash.js'
import { DEMO_LOGIN } from '../dataset/demo-login.js'
import { seedStores } from '../dataset/seeding/seed-stores.js'
import { verifyStores } from './verify-stores.js'
import { STORE_NAMES } from '../core/store-name.js'

test('each of 30 random corruptions is reported, and nothing else is', async () => {
  const done = await runCorruptionTrial(30, 'npm test')
  expect(new Set(done.map(({ store }) => store))).toEqual(new Set(STORE_NAMES))
})

test('a changed record is reported with the fields that differ; another hash of the password is no change', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  await seedStores(stores)
  const { pool } = stores.postgres
  const alex = '00000000-0000-7000-8000-000000000123'
  const rehash = async (password: string): Promise<unknown> =>
    pool.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
      alex,
      await createScryptHash(password, FAST_SCRYPT_COST),
    ])
  await rehash(DEMO_LOGIN.password)
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true, items: [] })
  await rehash('another password')
  await pool.query("UPDATE families SET name = 'The Foxes' WHERE owner_id = $1", [alex])
  await stores.mongo.db
    .collection<{ _id: string }>('expenses')
    .updateOne(
      { _id: `expense_${alex}` },
      { $set: { 'category.primary': 'dining' }, $unset: { description: 1 } },
    )
  const { items } = await verifyStores(stores, { dataset: true })
  expect(
    items.map(
      ({ invariant, message }) => `${invariant}: ${message.replace(/updated_at is .*/, 'updated_at is …')}`,
    ),
  ).toEqual([
    `changed: ${alex} in users differs from the dataset: password_hash is another one.`,
    'changed: 00000000-0000-7000-8000-000000000789 in families differs from the dataset: name is "The Foxes" instead of "The Parker Family", updated_at is …',
    `changed: expense_${alex} in expenses differs from the dataset: category.primary is "dining" instead of "groceries".`,
  ])
})

test('what neither the fingerprint nor the invariants cover is listed, and does not change them', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  await seedStores(stores)
  const before = await verifyStores(stores)
  expect(before).toMatchObject({ ok: true, notCovered: [] })
  const { pool } = stores.postgres
  await pool.query(`ALTER TABLE users ADD COLUMN phone text DEFAULT '+1';
    CREATE TABLE notes (id int); INSERT INTO notes VALUES (1), (2);
    CREATE TABLE "Empty" (id int); CREATE TABLE large AS SELECT generate_series(1, 100001) AS id`)
  await stores.mongo.db.collection('notes').insertOne({ text: 'x' })
  await using own = await createOwnTables(stores)
  for (const PK of ['NOTE#1', 'USER#1', 'IDEMPOTENCY#1']) {
    const Item = { PK: { S: PK }, SK: { S: 'NOTE' } }
    await stores.dynamodb.client.send(new PutItemCommand({ TableName: stores.dynamodb.table, Item }))
  }
  const after = await verifyStores(stores)
  expect(after).toEqual({
    ...before,
    notCovered: [
      { store: 'postgres', kind: 'column', name: 'users.phone', records: null },
      { store: 'postgres', kind: 'table', name: 'large', records: null },
      { store: 'postgres', kind: 'table', name: 'notes', records: 2 },
      { store: 'dynamodb', kind: 'table', name: own.names[0], records: 1 },
      { store: 'dynamodb', kind: 'items', name: 'items', records: 2 },
      { store: 'mongo', kind: 'collection', name: 'notes', records: 1 },
    ],
  })
})
