import { rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { isFileLocked } from './file-lock.js'
import { keepLocksBelow, tryLockKeptFile } from './kept-file-locks.js'

test('a lock is kept and used again until its directory is released', async () => {
  const directory = await createTemporaryDirectory('homemanager-locks-')
  const file = path.join(directory, 'a.lock')
  {
    using _kept = keepLocksBelow(directory)
    const first = tryLockKeptFile(file)
    // While it is in use, nothing else gets it.
    expect(tryLockKeptFile(file)).toBeUndefined()
    first?.[Symbol.dispose]()
    expect(isFileLocked(file)).toBe(true)
    using again = tryLockKeptFile(file)
    expect(again?.descriptor).toBe(first?.descriptor)
  }
  expect(isFileLocked(file)).toBe(false)
})

test('outside of such a directory, and after its release, nothing is kept', async () => {
  const directory = await createTemporaryDirectory('homemanager-locks-')
  const file = path.join(directory, 'a.lock')
  const kept = keepLocksBelow(directory)
  const lock = tryLockKeptFile(file)
  kept[Symbol.dispose]()
  expect(isFileLocked(file)).toBe(true)
  lock?.[Symbol.dispose]()
  expect(isFileLocked(file)).toBe(false)
  tryLockKeptFile(file)?.[Symbol.dispose]()
  expect(isFileLocked(file)).toBe(false)
})

test('a kept lock of a file that was deleted does not count', async () => {
  const directory = await createTemporaryDirectory('homemanager-locks-')
  const file = path.join(directory, 'a.lock')
  using _kept = keepLocksBelow(directory)
  tryLockKeptFile(file)?.[Symbol.dispose]()
  rmSync(file)
  using lock = tryLockKeptFile(file)
  expect(lock).toBeDefined()
  expect(isFileLocked(file)).toBe(true)
})
