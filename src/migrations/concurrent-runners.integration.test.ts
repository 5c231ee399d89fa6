import { expect, test } from 'vitest'
import { migrateConcurrently } from '../../test/support/migration-trials.js'

test.each([2, 5, 8])('%i concurrent runners apply each migration once', async (runners) => {
  const { migrations, applied } = await migrateConcurrently(runners)
  expect(applied).toBe(migrations)
})
