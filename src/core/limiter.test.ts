import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLimiter } from './limiter.js'

test('runs at most `maxRunning` tasks at a time, in order, and rejects those beyond `maxWaiting`', async () => {
  const limiter = createLimiter({ maxRunning: 2, maxWaiting: 3, onFull: () => new Error('full') })
  const started: number[] = []
  let most = 0
  const results = await Promise.allSettled(
    Array.from({ length: 7 }, async (_, n) =>
      limiter.run(async () => {
        started.push(n)
        most = Math.max(most, limiter.running)
        await sleep(5)
        if (n === 0) throw new Error('failed')
        return n
      }),
    ),
  )
  expect(started).toEqual([0, 1, 2, 3, 4])
  expect(most).toBe(2)
  expect(results.map(({ status }) => status)).toEqual([
    'rejected',
    ...Array<string>(4).fill('fulfilled'),
    'rejected',
    'rejected',
  ])
  expect(limiter).toMatchObject({ running: 0, waiting: 0, rejected: 2 })
})
