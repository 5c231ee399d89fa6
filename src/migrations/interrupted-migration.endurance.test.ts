import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import {
  migrateWithKills,
  type UninterruptedRun,
  migrateUninterrupted,
} from '../../test/support/migration-trials.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)
let whole: UninterruptedRun

beforeAll(async () => {
  await buildOnce()
  whole = await migrateUninterrupted()
})

test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
  'round %i: killed at random moments and run once more, it ends in the right schema',
  async () => {
    expect(await migrateWithKills(whole)).toBeLessThanOrEqual(3)
  },
)
