import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type ErrorCode, EXIT } from '../../src/core/home-error.js'

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url))
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('-errors.ts'),
)
const catalogs = await Promise.all(
  files.map(async (file) => (await import(path.join(SOURCES, file))) as Readonly<Record<string, unknown>>),
)
const codes = catalogs
  .flatMap((exported) => Object.values(exported))
  .filter(isCatalog)
  .flatMap((catalog) => Object.values(catalog))
  .filter(isErrorCode)

test('every error catalog is found', () => {
  expect(codes.length).toBeGreaterThan(100)
})

/** What nobody names on the command line. */
const NOT_NAMED = new Set(['CREDENTIALS_NOT_FOUND', 'STUDIO_NOT_FOUND'])

test.each(codes.filter(({ code }) => /(?:NOT_FOUND|UNKNOWN)/.test(code) && !NOT_NAMED.has(code)))(
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
