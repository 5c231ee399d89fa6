import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { settleAllOrAbort } from './settle-all-or-abort.js'

test('resolves to all results', async () => {
  const controller = new AbortController()
  const results = await settleAllOrAbort(controller, [Promise.resolve(1), Promise.resolve('two')])
  expect(results).toEqual([1, 'two'])
  expect(controller.signal.aborted).toBe(false)
})

test('the first failure aborts the others, and is thrown once they have ended', async () => {
  const controller = new AbortController()
  let ended = false
  const other = async (): Promise<void> => {
    await sleep(60_000, undefined, { signal: controller.signal }).catch(() => sleep(20))
    ended = true
    throw new Error('a consequence')
  }
  const work = settleAllOrAbort(controller, [other(), Promise.reject(new Error('the cause'))])
  await expect(work).rejects.toThrow('the cause')
  expect(ended).toBe(true)
})
