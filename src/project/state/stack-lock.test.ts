import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { acquireStackLock } from './stack-lock.js'
import { silentReporter } from './stack-reporter.js'

test('a program that acquires the lock several times at once gets it once after the other', async () => {
  const home = await createTemporaryDirectory('homemanager lock ')
  let holders = 0
  const hold = async (): Promise<number> => {
    const { signal } = new AbortController()
    using _lock = await acquireStackLock(home, { timeoutMs: 10_000, signal, reporter: silentReporter })
    holders++
    await new Promise((resolve) => setTimeout(resolve, 30))
    return holders--
  }
  expect(await Promise.all([hold(), hold(), hold()])).toEqual([1, 1, 1])
})
