import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { killedMigrating, type WholeRun, wholeRun } from '../../test/support/migration-trials.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)
let whole: WholeRun

beforeAll(async () => {
  await buildOnce()
  whole = await wholeRun()
})

test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
  'round %i: killed at random moments and run once more, it ends in the right schema',
  async () => {
    expect(await killedMigrating(whole)).toBeLessThanOrEqual(3)
  },
)
