import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { killedSeeding } from '../../test/support/killed-seeding.js'
import { previewWorld } from './preview-world.js'

beforeAll(buildOnce)

const FAMILIES = 60

test('killed at random moments and run again, it ends at the same fingerprint', async () => {
  const { fingerprint } = await previewWorld({ profile: 'small', families: FAMILIES })
  for (let round = 0; round < 2; round++) {
    const { world } = await killedSeeding(['small', '--families', `${FAMILIES}`], 1500)
    expect(world).toBe(fingerprint.world)
  }
})
