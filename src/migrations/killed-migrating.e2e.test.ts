import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { killedMigrating, wholeSchema } from '../../test/support/migration-trials.js'

beforeAll(buildOnce)

test('killed at random moments and run once more, it ends in the right schema', async () => {
  const reference = await wholeSchema()
  let kills = 0
  // A quick machine is often done before the kill: more rounds then.
  for (let round = 0; round < 12 && kills < 2; round++) kills += await killedMigrating(reference, 1200)
  expect(kills).toBeGreaterThan(0)
})
