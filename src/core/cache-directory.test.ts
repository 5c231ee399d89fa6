import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { describeUnusedCacheHome, getCacheDirectory } from './cache-directory.js'

test('an XDG_CACHE_HOME that cannot be used is named, with the directory that is used', async () => {
  const home = await createTemporaryDirectory('cache-home')
  const file = path.join(home, 'file')
  await writeFile(file, '')
  await mkdir(path.join(home, 'caches'))
  vi.stubEnv('HOME', home)
  vi.stubEnv('TMPDIR', home)
  const describe = (base: string): string | undefined => {
    vi.stubEnv('XDG_CACHE_HOME', base)
    return describeUnusedCacheHome()
  }
  expect([describe(''), describe(path.join(home, 'caches')), describe(`${home}/caches/`)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(describe('caches')).toBe(
    `XDG_CACHE_HOME (caches) cannot be used: it is not an absolute path. The cache is in ${path.join(home, '.cache', 'homemanager')}.`,
  )
  expect(describe(file)).toBe(
    `XDG_CACHE_HOME (${file}) cannot be used: ${file} is a file, not a directory. The cache is in ${getCacheDirectory()}.`,
  )
  expect(describe('/proc')).toBe(
    `XDG_CACHE_HOME (/proc) cannot be used: it cannot be written to. The cache is in ${getCacheDirectory()}.`,
  )
})
