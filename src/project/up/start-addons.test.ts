import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createEmptyState, type StackState } from '../state/stack-state.js'
import { listMissingAddons, listRemovedAddons } from './start-addons.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { AddonRecord, Provider } from '../../providers/provider.js'
import type { ProviderChoice } from './choose-provider.js'
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

test('an add-on of an earlier up is started again if it is not running', async () => {
  expect(await listMissing(config, withRedis, [], 'docker')).toEqual(['redis'])
  expect(await listMissing(config, withRedis, running, 'docker')).toEqual([])
  const both = { ...config, addons: ['pgbouncer'] as const }
  expect(await listMissing(both, withRedis, running, 'docker')).toEqual(['pgbouncer'])
})

test('beside an external store, a requested add-on for it is an error, and one of an earlier up is not', async () => {
  const withPooler: StackState = { ...empty, addons: [{ ...running[0], name: 'pgbouncer' }] }
  expect(await listMissing(config, withPooler, [], 'external')).toEqual([])
  const requested = { ...config, addons: ['pgbouncer'] as const }
  await expect(listMissing(requested, empty, [], 'external')).rejects.toMatchObject({
    code: 'ADDON_UNAVAILABLE',
  })
})

test('an add-on that is no longer in homemanager.yaml is stopped, and one of --with stays', async () => {
  const fromFile: StackState = { ...withRedis, fileAddons: ['redis'] }
  const changes = await listChangesOf(fromFile)
  expect(changes).toEqual([{ component: 'redis', setting: 'state', from: 'running', to: 'stopped' }])
  expect(listRemovedAddons(toRun(config, fromFile, running, changes))).toEqual(running)
  expect(await listMissingAddons(toRun(config, fromFile, running, changes), toChoice('docker'))).toEqual([])
  expect(await listChangesOf(withRedis)).toEqual([])
  const external = { ...config, redis: { url: 'redis://:secret@cache.example:6379' } }
  expect(await listAddonChanges({ config: external, state: withRedis }, running)).toEqual([
    { component: 'redis', setting: 'url', from: redisImage, to: 'redis://cache.example:6379' },
  ])
})

async function listChangesOf(state: StackState): Promise<readonly Change[]> {
  return listAddonChanges({ config, state }, running)
}

async function listMissing(
  configured: ResolvedConfig,
  before: StackState,
  addons: readonly AddonRecord[],
  provider: Provider['name'],
): Promise<readonly string[]> {
  return listMissingAddons(toRun(configured, before, addons, []), toChoice(provider))
}

function toChoice(name: Provider['name']): ProviderChoice {
  return { name, forStore: () => name }
}

function toRun(
  configured: ResolvedConfig,
  before: StackState,
  addons: readonly AddonRecord[],
  changes: readonly Change[],
): Parameters<typeof listMissingAddons>[0] {
  return { before: { config: configured, state: before }, state: { ...before, addons }, changes }
}
