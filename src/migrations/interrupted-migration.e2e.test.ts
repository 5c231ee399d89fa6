import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { migrateWithKills, migrateUninterrupted } from '../../test/support/migration-trials.js'

beforeAll(buildOnce)

test('a migration run that is killed at random moments and repeated results in the same schema', async () => {
  const uninterrupted = await migrateUninterrupted()
  let kills = 0
  // A run may finish before it is killed; then it is repeated.
  for (let round = 0; round < 12 && kills < 2; round++) kills += await migrateWithKills(uninterrupted)
  expect(kills).toBeGreaterThan(0)
})
