import { expect, test } from 'vitest'
import { HomeError } from '../core/home-error.js'
import { CLI_ERRORS } from './cli-errors.js'
import { toErrorReport } from './to-error-report.js'

test('of an error and one of disposing a resource after it, the first is shown', async () => {
  const { signal } = new AbortController()
  const use = async (): Promise<void> => {
    await using _resource = { [Symbol.asyncDispose]: () => Promise.reject(new Error('not empty')) }
    throw new HomeError(CLI_ERRORS.USAGE, { message: 'The first.' })
  }
  const thrown: unknown = await use().catch((error: unknown) => error)
  expect(toErrorReport(thrown, signal)).toMatchObject({
    report: { code: 'USAGE', message: 'The first.' },
    exitCode: 2,
  })
})

test.each([
  ['EACCES', 'scandir', 'FILE_NOT_READABLE', '/data/x cannot be read.'],
  ['EPERM', 'rename', 'FILE_NOT_WRITABLE', '/data/x cannot be changed.'],
  ['EROFS', 'open', 'FILE_NOT_WRITABLE', '/data/x cannot be opened.'],
])('%s of %s is no internal error', (errno, syscall, code, message) => {
  const error = Object.assign(new Error(`${errno}: not permitted, ${syscall} '/data/x'`), {
    code: errno,
    syscall,
    path: '/data/x',
  })
  const { report } = toErrorReport(error, new AbortController().signal)
  expect(report).toMatchObject({
    code,
    message,
    suggestion: expect.stringContaining('ls -ld /data/x') as string,
  })
})
