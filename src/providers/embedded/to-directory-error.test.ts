import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { toDirectoryError } from './to-directory-error.js'

test.each([
  ['spawn /opt/a b/bin/postgres EACCES', 'ENGINE_UNAVAILABLE', '/opt/a b/bin/postgres cannot be executed.'],
  [
    'setpriv: failed to execute /opt/initdb: Permission denied',
    'ENGINE_UNAVAILABLE',
    '/opt/initdb cannot be executed.',
  ],
  ['/cache/libm.so.6: failed to map segment from shared object', 'ENGINE_UNAVAILABLE', '/cache/libm.so.6'],
  ["EACCES: permission denied, mkdir '/data'", 'DIRECTORY_NOT_WRITABLE', '/data is not writable'],
  ['ENOSPC: no space left on device, write', 'DISK_FULL', 'Not enough disk space for the data in /data.'],
])('%s', (message, code, text) => {
  const cause = new Error(message)
  expect(toDirectoryError(cause, '/data')).toMatchObject({
    code,
    message: expect.stringContaining(text) as string,
    detail: message,
    cause,
  })
})

test('what is in the place of the directory is named', () => {
  const file = fileURLToPath(import.meta.url)
  const cause = new Error(`ENOTDIR: not a directory, mkdir '${file}/data'`)
  expect(toDirectoryError(cause, `${file}/data`)).toMatchObject({
    code: 'DIRECTORY_NOT_WRITABLE',
    message: `${file} is a file, not a directory.`,
  })
})

test.each([
  "EROFS: read-only file system, mkdir '/data'",
  'mkdir: cannot create /data: Read-only file system',
])('%s', (message) => {
  expect(toDirectoryError(new Error(message), '/data')).toMatchObject({
    code: 'DIRECTORY_NOT_WRITABLE',
    message: '/data is not writable.',
    detail: 'The file system is read-only.',
    suggestion: 'Use another directory with --cwd.',
  })
})
