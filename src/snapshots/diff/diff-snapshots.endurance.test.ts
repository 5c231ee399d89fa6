import { expect, test } from 'vitest'
import { runDiffTrial } from '../../../test/support/run-diff-trial.js'

test('finds each of 300 corruptions exactly', async () => {
  expect(await runDiffTrial(300, 'diff, 300')).toHaveLength(300)
})
