import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { createMigratedStores, type MigratedStores } from '../../../test/support/migrated-stores.js'
import { runRepairTrial } from '../../../test/support/run-repair-trial.js'
import { getFamilyTombstoneKey } from '../../domain/family-tombstone.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { seedStores } from './seed-stores.js'

let migrated: MigratedStores
beforeAll(async () => {
  migrated = await createMigratedStores()
})
afterAll(() => migrated[Symbol.asyncDispose]())

test('seed reports how the stores differ, and repair restores the dataset and nothing else', async () => {
  const { stores } = migrated
  const { pool } = stores.postgres
  const { client, table } = stores.dynamodb
  const { db } = stores.mongo
  const options = { profile: 'small', families: 5 }
  const seeded = await seedStores(stores, options)
  expect(seeded).toMatchObject({ ok: true, items: [], counts: seeded.storedCounts })
  await seedStores(stores, { ...options, seed: 2, append: true })
  await pool.query(
    `INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), 'own@own.example', 'x')`,
  )
  const complete = await seedStores(stores, options)
  expect(complete).toMatchObject({ ok: true, unchanged: true, counts: seeded.counts })
  expect(complete.storedCounts.users).toBeGreaterThan(seeded.counts.users * 1.5)

  // Two users have each other's address, a family is deleted, and the services know of it.
  const { rows } = await pool.query<{ id: string; email: string }>(
    'SELECT id, email FROM users WHERE email = ANY($1)',
    [
      (await pool.query<{ email: string }>('SELECT email FROM users ORDER BY id LIMIT 2')).rows.map(
        (row) => row.email,
      ),
    ],
  )
  const [one, other] = rows
  await pool.query(`UPDATE users SET email = 'x' WHERE id = $1`, [one?.id])
  await pool.query('UPDATE users SET email = $2 WHERE id = $1', [other?.id, one?.email])
  await pool.query('UPDATE users SET email = $2 WHERE id = $1', [one?.id, other?.email])
  const owned = await pool.query<{ id: string }>('SELECT id FROM families ORDER BY id LIMIT 1')
  const family = owned.rows[0]?.id ?? ''
  await pool.query('DELETE FROM families WHERE id = $1', [family])
  const tombstone = marshall(getFamilyTombstoneKey(family))
  await client.send(
    new PutItemCommand({
      TableName: table,
      Item: { ...tombstone, ...marshall({ state: 'deleted', saga: 'x' }) },
    }),
  )
  // MongoDB has lost the records of both datasets with its checkpoints; an undelivered event is not part of a record.
  await db.collection('seeded_worlds').drop()
  await db.collection('budgets').deleteMany({})
  const expense = await db.collection<{ _id: string }>('expenses').findOne()
  await db
    .collection<{ _id: string }>('expenses')
    .updateOne({ _id: expense?._id ?? '' }, { $set: { currency: 'XXX', outbox: [{ id: 'pending' }] } })
  await expect(seedStores(stores, { ...options, seed: 3, repair: true })).rejects.toMatchObject({
    code: 'DIFFERENT_DATASET_SEEDED',
  })

  const report = await seedStores(stores, { repair: true })
  expect(report.differences.postgres.changed).toBeGreaterThanOrEqual(2)
  expect(report.differences.mongo).toMatchObject({ missing: expect.any(Number) as number, changed: 1 })
  expect(report.items).toContainEqual({
    difference: 'changed',
    store: 'postgres',
    entity: 'users',
    id: one?.id,
    fields: expect.arrayContaining(['email']) as string[],
    repaired: true,
  })
  expect(report.ok).toBe(true)
  expect({ ...report.fingerprint }).toEqual(complete.fingerprint)
  expect(await db.collection<{ _id: string }>('expenses').findOne({ _id: expense?._id ?? '' })).toEqual({
    ...expense,
    outbox: [{ id: 'pending' }],
  })
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: table,
      FilterExpression: 'SK = :sk',
      ExpressionAttributeValues: { ':sk': { S: 'TOMBSTONE' } },
    }),
  )
  expect(Items).toEqual([])
  const checkpoints = await (await createDataStores(stores, BUNDLED_ENTITIES)).mongo.readCheckpoints()
  expect(checkpoints).toMatchObject([{ done: 5 }, { done: 5 }])

  // Interrupted: the records that were written stay, and the next run writes the others.
  await pool.query('DELETE FROM family_members')
  await db.collection('budgets').deleteMany({})
  const { Items: todos = [] } = await client.send(new ScanCommand({ TableName: table, Limit: 20 }))
  for (const { PK, SK } of todos) {
    if (PK && SK?.S?.startsWith('TODO#'))
      await client.send(new DeleteItemCommand({ TableName: table, Key: { PK, SK } }))
  }
  const interruption = new AbortController()
  const interrupted = seedStores(stores, {
    repair: true,
    signal: interruption.signal,
    onRepair: () => interruption.abort(new Error('interrupted')),
  })
  await expect(interrupted).rejects.toThrow('interrupted')
  const resumed = await seedStores(stores, { repair: true })
  expect(resumed).toMatchObject({ ok: true, unchanged: false, fingerprint: complete.fingerprint })
})

test('each of ten random corruptions is repaired', async () => {
  expect(await runRepairTrial(migrated.stores, 10, 'npm test')).toHaveLength(10)
})
