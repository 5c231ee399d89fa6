import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { seedWithKills } from '../../../test/support/seed-with-kills.js'
import { previewDataset } from './preview-dataset.js'

beforeAll(buildOnce)

const FAMILIES = 60

test('seeding that is killed at random times and rerun ends with the same fingerprint', async () => {
  const { fingerprint } = await previewDataset({ profile: 'small', families: FAMILIES })
  const killed = await seedWithKills(['small', '--families', `${FAMILIES}`], 1500)
  expect(killed.fingerprint).toBe(fingerprint.dataset)
})
