import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import {
  migrateWithKills,
  type UninterruptedRun,
  migrateUninterrupted,
} from '../../test/support/migration-trials.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)
let uninterrupted: UninterruptedRun

beforeAll(async () => {
  await buildOnce()
  uninterrupted = await migrateUninterrupted()
})

test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
  'round %i: a migration run that is killed at random moments and repeated results in the same schema',
  async () => {
    expect(await migrateWithKills(uninterrupted)).toBeLessThanOrEqual(3)
  },
)
