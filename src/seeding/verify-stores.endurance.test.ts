import { expect, test } from 'vitest'
import { corruptionTrial } from '../../test/support/corruption-trial.js'

const COUNT = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 300)

test(`each of ${COUNT} random corruptions is found and named, and nothing else is`, async () => {
  const done = await corruptionTrial(COUNT, 'endurance')
  expect(new Set(done.map(({ what }) => what)).size).toBeGreaterThan(Math.min(20, COUNT / 3))
})
