import { expect, test } from 'vitest'
import { runDiffTrial } from '../../../test/support/run-diff-trial.js'

test('restores demo data elsewhere, and finds each of 15 corruptions exactly', async () => {
  expect(await runDiffTrial(15, 'diff')).toHaveLength(15)
})
