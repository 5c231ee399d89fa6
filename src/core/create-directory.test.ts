import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectory, createPrivateDirectory } from './create-directory.js'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'homemanager-directory-'))
  writeFileSync(path.join(directory, 'file'), '')
  symlinkSync('nowhere', path.join(directory, 'link'))
})
afterAll(async () => rm(directory, { recursive: true }))

test('the first directory that was created is returned, and nothing is if it exists', () => {
  const first = path.join(directory, 'first')
  const last = path.join(first, 'second', 'third')
  expect(createPrivateDirectory(last)).toBe(first)
  for (const each of [first, path.dirname(last), last]) expect(statSync(each).mode & 0o777).toBe(0o700)
  expect(createPrivateDirectory(last)).toBeUndefined()
  expect(createDirectory(`${last}/`)).toBeUndefined()
})

test.each([
  ['file', 'EEXIST'],
  ['file/x', 'EEXIST'],
  ['link/x', 'EEXIST'],
  ['nul\0', 'ERR_INVALID_ARG_VALUE'],
])('%j cannot be created', (name, code) => {
  expect(() => createDirectory(path.join(directory, name))).toThrow(expect.objectContaining({ code }))
})

test.skipIf(process.platform !== 'linux')('a file system without new directories', () => {
  expect(() => createDirectory('/proc/homemanager/x')).toThrow(/ENOENT.*'\/proc\/homemanager'/)
})
