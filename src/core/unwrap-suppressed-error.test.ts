import { expect, test } from 'vitest'
import { unwrapSuppressedError } from './unwrap-suppressed-error.js'

test('the error that came first is found, not that of disposing a resource', async () => {
  const first = new Error('first')
  const open = (name: string): AsyncDisposable => ({
    [Symbol.asyncDispose]: () => Promise.reject(new Error(`dispose ${name}`)),
  })
  const use = async (): Promise<void> => {
    await using _outer = open('outer')
    await using _inner = open('inner')
    throw first
  }
  const thrown: unknown = await use().catch((error: unknown) => error)
  expect(thrown).not.toBe(first)
  expect(unwrapSuppressedError(thrown)).toBe(first)
  expect(unwrapSuppressedError(first)).toBe(first)
})
