import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createEmptyState, type StackState } from '../state/stack-state.js'
import { listMissingAddons } from './start-addons.js'

const config = createTestConfig('/project')
const empty = createEmptyState(config)
const running = [
  { name: 'redis', port: 6379, url: 'redis://127.0.0.1:6379', engine: 'Redis', containerId: 'one' },
] as const
const withRedis: StackState = { ...empty, addons: running }

test('an add-on of an earlier up is started again if it is not running', () => {
  expect(listMissingAddons({ config, state: withRedis }, [], 'docker')).toEqual(['redis'])
  expect(listMissingAddons({ config, state: withRedis }, running, 'docker')).toEqual([])
  const both = { ...config, addons: ['pgbouncer'] as const }
  expect(listMissingAddons({ config: both, state: withRedis }, running, 'docker')).toEqual(['pgbouncer'])
})

test('without Docker, a requested add-on is an error, and one of an earlier up is not', () => {
  expect(listMissingAddons({ config, state: withRedis }, [], 'embedded')).toEqual([])
  const requested = { ...config, addons: ['redis'] as const }
  expect(() => listMissingAddons({ config: requested, state: empty }, [], 'embedded')).toThrow(
    'requires the Docker provider',
  )
})
