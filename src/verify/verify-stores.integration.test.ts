import { expect, test } from 'vitest'
import { runCorruptionTrial } from '../../test/support/run-corruption-trial.js'
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
