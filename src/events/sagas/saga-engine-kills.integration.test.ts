import { expect, test } from 'vitest'
import { KILL_POINTS, runSagaWithKills } from '../../../test/support/run-saga-with-kills.js'

test('with an engine killed at a step, a family is all deleted or all there', async () => {
  const one = KILL_POINTS.filter(
    ({ step, when, engine }) => `${step} ${when} ${engine}` === 'remove-family before postgres',
  )
  expect(one).toHaveLength(1)
  expect(await runSagaWithKills(one)).toEqual([])
})
