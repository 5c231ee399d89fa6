import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { toCatalogQuery } from './to-catalog-query.js'

test('lists and describes objects as psql does, with + also sizes and comments', async () => {
  await using databases = await createMigratedStores()
  const { pool } = databases.stores.postgres
  const run = async (command: string): Promise<readonly Record<string, unknown>[]> => {
    const { text, name } = toCatalogQuery(command) ?? { text: '' }
    const { rows } = await pool.query(text.replaceAll(/(?<!:):name/g, '$1'), name === undefined ? [] : [name])
    return rows as readonly Record<string, unknown>[]
  }
  await pool.query(`COMMENT ON TABLE users IS 'People'; COMMENT ON COLUMN users.email IS 'Unique'`)
  expect(await run('\\dt')).toContainEqual({ schema: 'public', name: 'users', kind: 'table' })
  const size = expect.stringMatching(/^\d+ (?:bytes|kB)$/) as string
  expect(await run('\\dt+ users')).toEqual([
    { schema: 'public', name: 'users', kind: 'table', size, description: 'People' },
  ])
  expect(await run('\\d users')).toContainEqual(
    expect.objectContaining({ column: 'email', nullable: 'not null' }),
  )
  expect(await run('\\d+ users;')).toContainEqual(
    expect.objectContaining({ column: 'email', storage: 'extended', description: 'Unique' }),
  )
  expect(await run('\\dn')).toContainEqual({ name: 'platform' })
  expect(toCatalogQuery('\\dx')).toBeUndefined()
})
