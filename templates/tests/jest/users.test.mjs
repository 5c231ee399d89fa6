import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { forkHandle } from 'homemanager'

// Each file has a copy of the data.
let stack
beforeAll(async () => {
  stack = await forkHandle(process.env.HOMEMANAGER_STACK)
})
afterAll(async () => stack?.stop())

test('the demo dataset has 39 users', async () => {
  const { rows } = await stack.stores.postgres.pool.query('SELECT count(*)::integer AS count FROM users')
  expect(rows[0].count).toBe(39)
})
