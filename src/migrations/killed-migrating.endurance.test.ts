import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { killedMigrating, wholeSchema } from '../../test/support/migration-trials.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)
let reference = ''

beforeAll(async () => {
  await buildOnce()
  reference = await wholeSchema()
})

test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
  'round %i: killed at random moments and run once more, it ends in the right schema',
  async () => {
    expect(await killedMigrating(reference, 2000)).toBeGreaterThanOrEqual(0)
  },
)
