import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createEmptyState, type StackEngine } from '../state/stack-state.js'
import { assertLocalRecord } from './assert-local-record.js'

const engine = {
  store: 'postgres',
  endpoint: { url: 'postgres://app@db.invalid:5432/homemanager_identity' },
  port: 5432,
  engine: 'PostgreSQL',
  provider: 'external',
} as StackEngine

test('records of a store on another machine are not edited, those of engines of the tool are', async () => {
  const config = createTestConfig('/nonexistent')
  const state = { ...createEmptyState(config), engines: [engine] }
  await expect(assertLocalRecord({ config, state }, 'postgres')).rejects.toMatchObject({
    code: 'REMOTE_TARGET_NOT_ALLOWED',
    message: expect.stringContaining('db.invalid'),
  })
  await assertLocalRecord(
    { config, state: { ...state, engines: [{ ...engine, provider: 'docker' }] } },
    'postgres',
  )
})
