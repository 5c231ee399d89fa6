import { expect, test } from 'vitest'
import { runnersTrial } from '../../test/support/migration-trials.js'

test.each([2, 5, 8])('%i runners at once apply each migration once', async (runners) => {
  const { migrations, applied } = await runnersTrial(runners)
  expect(applied).toBe(migrations)
})
