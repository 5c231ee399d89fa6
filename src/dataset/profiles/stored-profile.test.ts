import { expect, test } from 'vitest'
import { BUNDLED_GENERATORS } from '../generator/registry.js'
import { getDatasetKey } from '../dataset-key.js'
import { readProfile } from './read-profile.js'
import { createDataset } from '../generator/create-dataset.js'
import { PROFILE_NAMES } from './profile-names.js'
import { parseStoredProfile, serializeProfile } from './stored-profile.js'

test('stored profiles keep the field names of earlier versions', async () => {
  const profile = await readProfile('demo', process.cwd())
  const stored = serializeProfile(profile)
  expect(Object.keys(JSON.parse(stored) as object)).toEqual(
    expect.arrayContaining(['mostTodos', 'mostExpenses', 'shares', 'stories']),
  )
  expect(parseStoredProfile(stored)).toEqual(profile)
})

test('only top-level fields are renamed', () => {
  const content = '{"stories":[{"name":"A","expenses":[{"ai_insights":{"shares":1}}]}]}'
  expect(parseStoredProfile(content)).toEqual({
    fixtures: [{ name: 'A', expenses: [{ ai_insights: { shares: 1 } }] }],
  })
})

test('the shipped datasets keep their keys', async () => {
  const keys = PROFILE_NAMES.map(async (name) =>
    getDatasetKey(createDataset(BUNDLED_GENERATORS, await readProfile(name, process.cwd()), 1)),
  )
  expect(await Promise.all(keys)).toEqual([
    'demo.1.g2.ee0f0783aa00',
    'small.1.g2.0bdf5e2b2257',
    'load.1.g2.4d02e38a1f07',
  ])
})
