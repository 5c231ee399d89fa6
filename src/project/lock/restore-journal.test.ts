import { existsSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { STORE_NAMES } from '../../core/store-name.js'
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
