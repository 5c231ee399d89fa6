import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { createEmptyState } from './stack-state.js'
import { getStatePath, readState, writeState } from './state-file.js'

test('git ignores the state directory', async () => {
  const config = await createConfig()
  writeState({ config, state: createEmptyState(config) })
  expect(await readFile(path.join(config.root, '.homemanager', '.gitignore'), 'utf8')).toBe('*\n')
})

test('a .gitignore that the user has deleted is not created again', async () => {
  const config = await createConfig()
  writeState({ config, state: createEmptyState(config) })
  await rm(path.join(config.root, '.homemanager', '.gitignore'))
  writeState({ config, state: createEmptyState(config) })
  expect(existsSync(path.join(config.root, '.homemanager', '.gitignore'))).toBe(false)
})

test('a .gitignore of the user is not changed', async () => {
  const config = await createConfig()
  writeState({ config, state: createEmptyState(config) })
  await writeFile(path.join(config.root, '.homemanager', '.gitignore'), 'data/\n')
  writeState({ config, state: createEmptyState(config) })
  expect(await readFile(path.join(config.root, '.homemanager', '.gitignore'), 'utf8')).toBe('data/\n')
})

test('add-ons of a state file of an earlier version are found by their new names', async () => {
  const config = await createConfig()
  const { addons: _, ...state } = createEmptyState(config)
  writeState({ config, state })
  const record = { url: 'redis://127.0.0.1:6379', port: 6379, containerId: 'one', engine: 'redis:7' }
  const parts = [
    { part: 'cache', ...record },
    { part: 'pooling', ...record },
  ]
  await writeFile(getStatePath(config), JSON.stringify({ ...state, parts }))
  expect(readState(config).state).toMatchObject({ addons: [{ name: 'redis' }, { name: 'pgbouncer' }] })
})

const IDENTITY = { pid: 1, startedAt: '1' }
const ENGINE = {
  store: 'mongo',
  provider: 'embedded',
  port: 1,
  endpoint: { url: 'mongodb://x' },
  process: IDENTITY,
}
const URLS = { gateway: 'http://127.0.0.1:1', identity: '', todo: '', budget: '' }

test('a state file with engines and services is read', async () => {
  const config = await createConfig()
  const state = {
    ...createEmptyState(config),
    engines: [ENGINE],
    services: { process: IDENTITY, urls: URLS, logFile: '' },
  }
  writeState({ config, state: createEmptyState(config) })
  await writeFile(getStatePath(config), JSON.stringify(state))
  expect(readState(config)).toEqual({ state })
})

test('the password of an external server is read from the configuration, not from the state file', async () => {
  const config = await createConfig()
  const url = 'postgres://ada:secret@db.example:5432/home'
  const configured = { ...config, postgres: { ...config.postgres, url, readUrl: `${url}?password=other` } }
  const endpoint = { url, readUrl: configured.postgres.readUrl }
  const engine = {
    store: 'postgres',
    provider: 'external',
    port: 5432,
    endpoint,
    engine: 'external',
  } as const
  writeState({ config, state: { ...createEmptyState(config), engines: [engine] } })
  expect(await readFile(getStatePath(config), 'utf8')).not.toMatch(/secret@|other/)
  expect(readState(configured).state.engines).toEqual([engine])
  // `up` finds that it has changed.
  const changed = { ...configured.postgres, url: url.replace('secret', 'new') }
  expect(readState({ ...configured, postgres: changed }).state.engines).toMatchObject([
    { endpoint: { url: 'postgres://ada@db.example:5432/home' }, withoutCredentials: true },
  ])
})

test.each([
  ['null', () => null],
  ['a list', () => []],
  ['an engine that is null', (state: object) => ({ ...state, engines: [null] })],
  [
    'an engine without an endpoint',
    (state: object) => ({ ...state, engines: [{ ...ENGINE, endpoint: undefined }] }),
  ],
  [
    'an engine of an unknown store',
    (state: object) => ({ ...state, engines: [{ ...ENGINE, store: 'mysql' }] }),
  ],
  ['an engine with a wrong process', (state: object) => ({ ...state, engines: [{ ...ENGINE, process: 7 }] })],
  ['services without a process', (state: object) => ({ ...state, services: { urls: {} } })],
  ['services that are a text', (state: object) => ({ ...state, services: 'running' })],
  ['add-ons that are no list', (state: object) => ({ ...state, addons: {} })],
  ['ports that are null', (state: object) => ({ ...state, ports: null })],
  ['a port that is a text', (state: object) => ({ ...state, ports: { mongo: 'x' } })],
  ['profiles that are numbers', (state: object) => ({ ...state, seeded: [1] })],
  ['a later version', (state: object) => ({ ...state, version: 2 })],
])('a state file with %s counts as corrupted and is moved away', async (_what, change) => {
  const config = await createConfig()
  writeState({ config, state: createEmptyState(config) })
  await writeFile(getStatePath(config), JSON.stringify(change(createEmptyState(config))))
  expect(readState(config)).toEqual({
    state: createEmptyState(config),
    corruptedPath: `${getStatePath(config)}.damaged`,
  })
})

async function createConfig(): Promise<ResolvedConfig> {
  const root = await createTemporaryDirectory('homemanager-state-')
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  return { ...createTestConfig(root), home: path.join(root, '.homemanager', 'test') }
}
