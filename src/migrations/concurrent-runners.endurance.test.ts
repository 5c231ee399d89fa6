import { expect, test } from 'vitest'
import { migrateConcurrently } from '../../test/support/migration-trials.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)
const RUNNERS = Array.from({ length: ROUNDS }, (_, round) => 2 + (round % 7))

test.each(RUNNERS)('%i concurrent runners apply each migration once', async (runners) => {
  const { migrations, applied } = await migrateConcurrently(runners)
  expect(applied).toBe(migrations)
})
