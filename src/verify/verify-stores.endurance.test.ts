import { expect, test } from 'vitest'
import { runCorruptionTrial } from '../../test/support/run-corruption-trial.js'

const COUNT = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 300)

test(`each of ${COUNT} random corruptions is reported, and nothing else is`, async () => {
  const done = await runCorruptionTrial(COUNT, 'endurance')
  expect(new Set(done.map(({ description }) => description)).size).toBeGreaterThan(Math.min(20, COUNT / 3))
})
