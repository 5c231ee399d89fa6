import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import { claimBranch, listBranches, toBranchConfig, writeBranch } from './branches.js'

test('an invalid name is reported as that of the branch, not of its project', () => {
  expect(() => toBranchConfig(createTestConfig('/nowhere'), 'shop!')).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: '"shop!" is not a valid name of a branch.',
      suggestion: 'Try homemanager branch create shop.',
    }) as Error,
  )
  expect(() => toBranchConfig(createTestConfig('/nowhere'), '')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', suggestion: 'Name the branch.' }) as Error,
  )
})

test('a state directory that cannot be created is reported', async () => {
  const root = await createTemporaryDirectory('homemanager-branches-')
  writeFileSync(path.join(root, '.homemanager'), '')
  const branch = toBranchConfig({ ...createTestConfig(root), root }, 'try')
  await expect(claimBranch(branch, async () => {})).rejects.toMatchObject({ code: 'DIRECTORY_NOT_WRITABLE' })
  await rm(root, { recursive: true })
})

test('one of several commands creates a branch; what a killed one has left is not listed, and is replaced', async () => {
  const root = await createTemporaryDirectory('homemanager-branches-')
  const config = { ...createTestConfig(root), root }
  const branch = toBranchConfig(config, 'try')
  const record = { of: config.project, name: 'try', from: null, createdAt: new Date().toISOString() }
  let removed = 0
  const claim = async (): Promise<Disposable> =>
    claimBranch(branch, async () => {
      removed++
      rmSync(branch.home, { recursive: true })
    })
  const claims = await Promise.allSettled([claim(), claim(), claim()])
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  writeBranch(branch.home, { ...record, incomplete: true })
  expect(await listBranches(config)).toEqual([])
  await expect(claim()).rejects.toMatchObject({ code: 'BRANCH_EXISTS' })
  // The command is killed.
  for (const each of claims) if (each.status === 'fulfilled') each.value[Symbol.dispose]()
  {
    using _lock = await claim()
    expect(removed).toBe(1)
    writeBranch(branch.home, record)
  }
  await expect(claim()).rejects.toMatchObject({ code: 'BRANCH_EXISTS' })
  expect(await listBranches(config)).toMatchObject([{ name: 'try', hasData: false }])
  mkdirSync(getEnginePaths('postgres', branch.home).dataDirectory, { recursive: true })
  expect(await listBranches(config)).toMatchObject([{ name: 'try', gateway: null, hasData: true }])
  rmSync(branch.home, { recursive: true })
  mkdirSync(branch.home)
  using _empty = await claim()
  await rm(root, { recursive: true })
})
