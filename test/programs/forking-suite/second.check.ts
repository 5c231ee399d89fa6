import { forkStack } from 'homemanager/vitest'
import { expect, test } from 'vitest'

test('a file has the seeded world for itself', async () => {
  await using stack = await forkStack()
  const { pool } = stack.stores.postgres
  const { rowCount } = await pool.query(
    "UPDATE users SET display_name = 'Taken' WHERE display_name <> 'Taken'",
  )
  expect(rowCount).toBe(39)
})
