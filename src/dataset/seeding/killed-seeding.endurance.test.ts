import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { seedWithKills } from '../../../test/support/seed-with-kills.js'
import { previewDataset } from './preview-dataset.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)
let kills = 0

beforeAll(buildOnce)

test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
  'round %i: seeding small, killed at random times and rerun, ends with the same fingerprint',
  async () => {
    const { fingerprint } = await previewDataset({ profile: 'small' })
    const done = await seedWithKills(['small'], 5000)
    kills += done.kills
    expect(done.fingerprint).toBe(fingerprint.dataset)
  },
)

test('there was at least one kill per round on average', () => {
  expect(kills).toBeGreaterThanOrEqual(ROUNDS)
})
