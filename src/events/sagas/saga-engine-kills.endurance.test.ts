import { expect, test } from 'vitest'
import { KILL_POINTS, sagaUnderKills } from '../../../test/support/saga-under-kills.js'

test('with each engine killed before and after each step', { timeout: 3_600_000 }, async () => {
  expect(await sagaUnderKills(KILL_POINTS)).toEqual([])
})
