import { expect, test } from 'vitest'
import { KILL_POINTS, runSagaWithKills } from '../../../test/support/run-saga-with-kills.js'

test('with an engine killed at a step, a family is all deleted or all there', async () => {
  const some = KILL_POINTS.filter(({ step, when, engine }) =>
    [
      'archive-todos before dynamodb',
      'remove-family before postgres',
      'purge-expenses before mongo',
    ].includes(`${step} ${when} ${engine}`),
  )
  expect(await runSagaWithKills(some)).toEqual([])
})
