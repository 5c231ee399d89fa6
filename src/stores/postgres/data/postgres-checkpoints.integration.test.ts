import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { createCheckpointTable, readCheckpoints } from './postgres-checkpoints.js'

test('concurrent runs create the checkpoint table once', async () => {
  await using context = await createMigratedStores()
  const { pool } = context.stores.postgres
  await Promise.all(Array.from({ length: 30 }, async () => createCheckpointTable(pool)))
  expect(await readCheckpoints(pool)).toEqual([])
})
