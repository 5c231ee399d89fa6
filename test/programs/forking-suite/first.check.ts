import { forkStack } from 'homemanager/vitest'
import { expect, test } from 'vitest'

test('a test file has its own copy of the seeded dataset', async () => {
  await using stack = await forkStack()
  const { pool } = stack.stores.postgres
  const { rowCount } = await pool.query(
    "UPDATE users SET display_name = 'Changed' WHERE display_name <> 'Changed'",
  )
  expect(rowCount).toBe(39)
})

test('an unknown option is an error that names the function and the option', async () => {
  const options = { service: true } as object
  await expect(forkStack(options)).rejects.toMatchObject({
    message: 'forkStack has no option "service".',
    suggestion: 'Did you mean "services"?',
  })
})
