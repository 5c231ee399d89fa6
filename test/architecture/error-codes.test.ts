import { expect, test } from 'vitest'
import { type ErrorCode, EXIT } from '../../src/core/home-error.js'

const catalogs = Object.values(
  import.meta.glob<Readonly<Record<string, unknown>>>('../../src/**/*-errors.ts', { eager: true }),
)
const codes = catalogs.flatMap(Object.values).filter(isCatalog).flatMap(Object.values).filter(isErrorCode)

test('every error catalog is found', () => {
  expect(codes.length).toBeGreaterThan(100)
})

/** What nobody names on the command line. */
const NOT_NAMED = ['CREDENTIALS_NOT_FOUND', 'STUDIO_NOT_FOUND']

test.each(codes.filter(({ code }) => /(?:NOT_FOUND|UNKNOWN)/.test(code) && !NOT_NAMED.includes(code)))(
  '$code: what the command names does not exist, so it is incorrect usage',
  ({ exitCode }) => {
    expect(exitCode).toBe(EXIT.usage)
  },
)

function isCatalog(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'object' && value !== null && 'exitCode' in value && 'code' in value
}
