import { expect, test } from 'vitest'
import { migratedStores } from '../../../test/support/migrated-stores.js'
import { createMarks, readMarks } from './postgres-marks.js'

test('the table of worlds is made once, by however many seed at the same moment', async () => {
  await using place = await migratedStores()
  const { pool } = place.stores.postgres
  await Promise.all(Array.from({ length: 30 }, async () => createMarks(pool)))
  expect(await readMarks(pool)).toEqual([])
})
