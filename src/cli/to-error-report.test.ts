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
