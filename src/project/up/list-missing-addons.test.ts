import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createEmptyState, type StackState } from '../state/stack-state.js'
import { listMissingAddons } from './list-missing-addons.js'

const config = createTestConfig('/project')
const empty = createEmptyState(config)
const withRedis: StackState = {
  ...empty,
  addons: [{ name: 'redis', port: 6379, url: 'redis://127.0.0.1:6379', engine: 'Redis', containerId: 'one' }],
}

test('an add-on of an earlier up is started again if it is not running', () => {
  expect(listMissingAddons(config, { recorded: withRedis, current: empty }, 'docker')).toEqual(['redis'])
  expect(listMissingAddons(config, { recorded: withRedis, current: withRedis }, 'docker')).toEqual([])
  const both = { ...config, addons: ['pgbouncer'] as const }
  expect(listMissingAddons(both, { recorded: withRedis, current: withRedis }, 'docker')).toEqual([
    'pgbouncer',
  ])
})

test('without Docker, a requested add-on is an error, and one of an earlier up is not', () => {
  expect(listMissingAddons(config, { recorded: withRedis, current: empty }, 'embedded')).toEqual([])
  const requested = { ...config, addons: ['redis'] as const }
  expect(() => listMissingAddons(requested, { recorded: empty, current: empty }, 'embedded')).toThrow(
    'requires the Docker provider',
  )
})
