import { expect, test } from 'vitest'
import { KILL_POINTS, runSagaWithKills } from '../../../test/support/run-saga-with-kills.js'

test('with each engine killed before and after each step', { timeout: 3_600_000 }, async () => {
  expect(await runSagaWithKills(KILL_POINTS)).toEqual([])
})
