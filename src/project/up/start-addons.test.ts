import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createEmptyState, type StackState } from '../state/stack-state.js'
import { listMissingAddons, listRemovedAddons } from './start-addons.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { AddonRecord, Provider } from '../../providers/provider.js'
import { listAddonChanges } from '../changes/addon-changes.js'
import type { Change } from '../../core/change.js'
import { loadConfiguredImage } from '../components/has-different-image.js'

const config = createTestConfig('/project')
const empty = createEmptyState(config)
const redisImage = await loadConfiguredImage(config, 'redis')
const running = [
  { name: 'redis', port: 6379, url: 'redis://127.0.0.1:6379', engine: redisImage, containerId: 'one' },
] as const
const withRedis: StackState = { ...empty, addons: running }

test('an add-on of an earlier up is started again if it is not running', () => {
  expect(listMissing(config, withRedis, [], 'docker')).toEqual(['redis'])
  expect(listMissing(config, withRedis, running, 'docker')).toEqual([])
  const both = { ...config, addons: ['pgbouncer'] as const }
  expect(listMissing(both, withRedis, running, 'docker')).toEqual(['pgbouncer'])
})

test('without Docker, a requested add-on is an error, and one of an earlier up is not', () => {
  expect(listMissing(config, withRedis, [], 'embedded')).toEqual([])
  const requested = { ...config, addons: ['redis'] as const }
  expect(() => listMissing(requested, empty, [], 'embedded')).toThrow('requires the Docker provider')
})

test('an add-on that is no longer in homemanager.yaml is stopped, and one of --with stays', async () => {
  const fromFile: StackState = { ...withRedis, fileAddons: ['redis'] }
  const changes = await listChangesOf(fromFile)
  expect(changes).toEqual([{ component: 'redis', setting: 'state', from: 'running', to: 'stopped' }])
  expect(listRemovedAddons(toRun(config, fromFile, running, changes))).toEqual(running)
  expect(listMissingAddons(toRun(config, fromFile, running, changes), 'docker')).toEqual([])
  expect(await listChangesOf(withRedis)).toEqual([])
  const external = { ...config, redis: { url: 'redis://:secret@cache.example:6379' } }
  expect(await listAddonChanges({ config: external, state: withRedis }, running)).toEqual([
    { component: 'redis', setting: 'url', from: redisImage, to: 'redis://cache.example:6379' },
  ])
})

async function listChangesOf(state: StackState): Promise<readonly Change[]> {
  return listAddonChanges({ config, state }, running)
}

function listMissing(
  configured: ResolvedConfig,
  before: StackState,
  addons: readonly AddonRecord[],
  provider: Provider['name'],
): readonly string[] {
  return listMissingAddons(toRun(configured, before, addons, []), provider)
}

function toRun(
  configured: ResolvedConfig,
  before: StackState,
  addons: readonly AddonRecord[],
  changes: readonly Change[],
): Parameters<typeof listMissingAddons>[0] {
  return { before: { config: configured, state: before }, state: { ...before, addons }, changes }
}
