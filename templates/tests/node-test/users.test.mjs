import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { forkHandle } from 'homemanager'

// Each file has a copy of the data.
let stack
before(
  async () => {
    stack = await forkHandle(process.env.HOMEMANAGER_STACK)
  },
  { timeout: 60_000 },
)
after(async () => stack?.stop())

test('the demo dataset has 39 users', async () => {
  const { rows } = await stack.stores.postgres.pool.query('SELECT count(*)::integer AS count FROM users')
  assert.equal(rows[0].count, 39)
})
