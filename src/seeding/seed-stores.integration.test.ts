import { expect, test } from 'vitest'
import { freshEngines } from '../../test/support/engines.js'
import { migrateStores } from '../migrations/migrate-stores.js'
import { openStores } from '../stores/open-stores.js'
import { resetStores } from './reset-stores.js'
import { seedStores } from './seed-stores.js'

test('a world goes in once, stays the same, and goes out again without a trace', async () => {
  await using engines = await freshEngines()
  await using stores = openStores(engines.endpoints)
  await migrateStores(stores)

  const first = await seedStores(stores)
  expect(first).toMatchObject({ profile: 'demo', seed: 1, unchanged: false })
  expect(first.counts).toMatchObject({ families: 14, categories: 9 })

  const again = await seedStores(stores)
  expect(again.unchanged).toBe(true)
  expect(again.fingerprint).toEqual(first.fingerprint)

  await expect(seedStores(stores, { profile: 'demo', seed: 2 })).rejects.toMatchObject({
    code: 'OTHER_WORLD_SEEDED',
  })
  const removed = await resetStores(stores)
  expect(removed.dynamodb).toBe(first.counts.todos)
  const anew = await seedStores(stores)
  expect(anew.fingerprint).toEqual(first.fingerprint)
})
