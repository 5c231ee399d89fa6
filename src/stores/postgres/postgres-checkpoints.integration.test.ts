import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { createCheckpointTable, readCheckpoints } from './postgres-checkpoints.js'

test('the table of worlds is made once, by however many seed at the same moment', async () => {
  await using location = await createMigratedStores()
  const { pool } = location.stores.postgres
  await Promise.all(Array.from({ length: 30 }, async () => createCheckpointTable(pool)))
  expect(await readCheckpoints(pool)).toEqual([])
})
