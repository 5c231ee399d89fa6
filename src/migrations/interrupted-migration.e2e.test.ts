import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { migrateWithKills, migrateUninterrupted } from '../../test/support/migration-trials.js'

beforeAll(buildOnce)

test('killed at random moments and run once more, it ends in the right schema', async () => {
  const whole = await migrateUninterrupted()
  let kills = 0
  // It may be done before the kill: more rounds then.
  for (let round = 0; round < 12 && kills < 2; round++) kills += await migrateWithKills(whole)
  expect(kills).toBeGreaterThan(0)
})
