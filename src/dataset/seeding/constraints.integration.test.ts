import { DataChanges } from '../../core/data-changes.js'
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { readFingerprint } from '../read-fingerprint.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import { previewRemoval } from './preview-removal.js'
import { resetStores } from './reset-stores.js'
import { seedStores } from './seed-stores.js'

const FEW = { profile: 'small', families: 3 } as const
const readStores = async (stores: Stores): Promise<unknown> =>
  readFingerprint(await createDataStores(stores, BUNDLED_ENTITIES))

test("a constraint of the user's own schema is reported, and no store is loaded without the others", async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const { pool } = stores.postgres
  const empty = await readStores(stores)
  await pool.query('ALTER TABLE users ADD COLUMN must text NOT NULL')
  await expect(seedStores(stores, FEW)).rejects.toMatchObject({
    code: 'DATASET_REJECTED',
    message: expect.stringContaining('column "must" of relation "users"') as string,
  })
  expect(await readStores(stores)).toEqual(empty)

  await pool.query(`ALTER TABLE users ALTER COLUMN must SET DEFAULT 'x'`)
  await seedStores(stores, FEW)
  const full = await readStores(stores)
  await pool.query(`ALTER TABLE users ALTER COLUMN must DROP DEFAULT`)
  const changes = new DataChanges()
  await expect(seedStores(stores, { ...FEW, reset: true, changes })).rejects.toMatchObject({
    code: 'DATASET_REJECTED',
  })
  expect(await readStores(stores)).toEqual(full)
  expect(changes.isEmpty).toBe(true)
  await resetStores(stores, { changes })
  expect(changes.isEmpty).toBe(false)
})

test.each(['NOT DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED'])(
  'rows of an own table that refer to the dataset (%s) prevent its removal from any store',
  async (deferrable) => {
    await using migrated = await createMigratedStores()
    const { stores } = migrated
    const { pool } = stores.postgres
    await seedStores(stores, FEW)
    const full = await readStores(stores)
    await pool.query(`CREATE TABLE phones (user_id uuid REFERENCES users (id) ${deferrable})`)
    await pool.query('INSERT INTO phones SELECT id FROM users LIMIT 1')
    await expect(resetStores(stores)).rejects.toMatchObject({
      code: 'DATASET_REJECTED',
      message: expect.stringContaining('phones') as string,
      detail: expect.stringContaining('is still referenced') as string,
    })
    expect(await readStores(stores)).toEqual(full)

    expect((await previewRemoval(stores)).sideEffects).toEqual([])
    await pool.query('TRUNCATE phones')
    await pool.query(
      `CREATE TABLE pets (id int PRIMARY KEY, user_id uuid REFERENCES users (id) ON DELETE CASCADE);
       CREATE TABLE bowls (pet_id int REFERENCES pets (id) ON DELETE SET NULL, user_id uuid REFERENCES users (id));
       CREATE TABLE toys (user_id uuid REFERENCES users (id) ON DELETE CASCADE);
       INSERT INTO pets SELECT 1, id FROM users LIMIT 1; INSERT INTO bowls VALUES (1)`,
    )
    expect(await previewRemoval(stores)).toEqual({
      hasDatasets: true,
      sideEffects: [
        'Rows of bowls that refer to removed records are changed, too (foreign key bowls_pet_id_fkey).',
        'Rows of pets that refer to removed records are deleted, too (foreign key pets_user_id_fkey).',
      ],
    })
    await resetStores(stores)
    expect((await seedStores(stores, FEW)).fingerprint).toEqual(
      (full as { fingerprint: unknown }).fingerprint,
    )
  },
)

test('a unique index in MongoDB and the type of an index key in DynamoDB are reported before any store changes', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const { db } = stores.mongo
  await seedStores(stores, FEW)
  const full = await readStores(stores)
  const replace = async (): Promise<unknown> =>
    seedStores(stores, { profile: 'small', families: 4, seed: 2, reset: true })
  await db.collection('expenses').deleteMany({})
  await db.collection('expenses').createIndex({ currency: 1 }, { unique: true, name: 'own' })
  const before = await readStores(stores)
  await expect(replace()).rejects.toMatchObject({
    code: 'DATASET_REJECTED',
    message: expect.stringMatching(/expenses index: own/) as string,
  })
  expect(await readStores(stores)).toEqual(before)
  await db.collection('expenses').dropIndex('own')
  await seedStores(stores, { ...FEW, repair: true })
  expect(await readStores(stores)).toEqual(full)

  const { client, table } = stores.dynamodb
  await client.send(
    new UpdateTableCommand({
      TableName: table,
      AttributeDefinitions: [{ AttributeName: 'title', AttributeType: 'N' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'own',
            KeySchema: [{ AttributeName: 'title', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
  )
  await expect(replace()).rejects.toMatchObject({
    code: 'DATASET_REJECTED',
    message: expect.stringContaining('Index Key title') as string,
  })
  expect(await readStores(stores)).toEqual(full)
  expect(
    (await db.listCollections({}, { nameOnly: true }).toArray()).filter(({ name }) =>
      name.includes('rehearsal'),
    ),
  ).toEqual([])
})
