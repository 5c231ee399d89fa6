import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { runRepairTrial } from '../../../test/support/run-repair-trial.js'

const COUNT = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 300)
/** A failure shows the key; set it to repeat the same corruptions. */
const KEY = process.env['HOMEMANAGER_KEY'] ?? randomUUID()

test(`each of ${COUNT} random corruptions is repaired`, async () => {
  await using migrated = await createMigratedStores()
  const done = await runRepairTrial(migrated.stores, COUNT, KEY)
  expect(new Set(done.map(({ description }) => description)).size).toBeGreaterThan(Math.min(20, COUNT / 3))
})
