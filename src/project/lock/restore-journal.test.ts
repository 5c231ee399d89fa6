import { existsSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { embeddedFiles } from '../../providers/embedded/embedded-files.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import { completeRestore, isRestoreIncomplete, replaceData } from './restore-journal.js'

let home: string

beforeEach(async () => {
  home = await createTemporaryDirectory('homemanager-journal-')
})

afterEach(async () => {
  await rm(home, { recursive: true })
})

test('a restore that fails is continued by the next command, and is incomplete until then', async () => {
  const config = createTestConfig(home)
  const journal = { provider: 'docker', stores: STORE_NAMES, data: { seeded: [] } } as const
  const directory = path.join(home, 'deleted')
  const incomplete = { code: 'RESTORE_INCOMPLETE', suggestion: expect.stringContaining('up') as string }
  await expect(replaceData(config, { ...journal, directory })).rejects.toMatchObject(incomplete)
  expect(isRestoreIncomplete(config)).toBe(true)
  await expect(completeRestore(config)).rejects.toMatchObject(incomplete)
  expect(isRestoreIncomplete(config)).toBe(true)
})

test('a damaged journal is reported once and blocks no command', async () => {
  const config = createTestConfig(home)
  const file = path.join(config.home, 'restore.json')
  writeFileSync(file, '{"stores": [')
  const warnings: string[] = []
  await completeRestore(config, (message) => warnings.push(message))
  expect(warnings).toEqual([expect.stringContaining(`${file}.damaged`)])
  expect(existsSync(`${file}.damaged`)).toBe(true)
  await completeRestore(config, (message) => warnings.push(message))
  expect(warnings).toHaveLength(1)
})

test('the files of before that a killed restore has left are deleted by the next command', async () => {
  const config = createTestConfig(home)
  const { dataDirectory } = getEnginePaths('mongo', config.home)
  const snapshot = path.join(home, 'snapshot')
  for (const directory of [dataDirectory, path.join(snapshot, 'mongo', 'data')])
    await mkdir(directory, { recursive: true })
  await embeddedFiles.stage('mongo', config, path.join(snapshot, 'mongo'), new AbortController().signal)
  const journal = { provider: 'embedded', stores: ['mongo'], data: { seeded: [] } } as const
  await replaceData(config, { ...journal, directory: snapshot })
  const listData = async (): Promise<readonly string[]> =>
    (await readdir(path.dirname(dataDirectory))).filter((name) => !name.endsWith('.lock'))
  expect(await listData()).toEqual(['mongo', 'mongo.replaced'])
  await completeRestore(config)
  expect(await listData()).toEqual(['mongo'])
})
