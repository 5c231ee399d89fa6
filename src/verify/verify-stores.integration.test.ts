import { expect, test } from 'vitest'
import { runCorruptionTrial } from '../../test/support/run-corruption-trial.js'
import { STORE_NAMES } from '../core/store-name.js'

test('each of 30 random corruptions is reported, and nothing else is', async () => {
  const done = await runCorruptionTrial(30, 'npm test')
  expect(new Set(done.map(({ store }) => store))).toEqual(new Set(STORE_NAMES))
})
