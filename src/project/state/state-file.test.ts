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

async function createConfig(): Promise<ResolvedConfig> {
  const root = await createTemporaryDirectory('homemanager-state-')
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  return { ...createTestConfig(root), home: path.join(root, '.homemanager', 'test') }
}
