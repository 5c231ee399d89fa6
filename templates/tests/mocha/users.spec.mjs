import assert from 'node:assert/strict'
import { forkHandle } from 'homemanager'

describe('users', () => {
  // Each file has a copy of the data.
  let stack
  before(async () => {
    stack = await forkHandle(process.env.HOMEMANAGER_STACK)
  })
  after(async () => stack?.stop())

  it('are 39 in the demo dataset', async () => {
    const { rows } = await stack.stores.postgres.pool.query('SELECT count(*)::integer AS count FROM users')
    assert.equal(rows[0].count, 39)
  })
})
