import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AdaptiveConcurrency } from './adaptive-concurrency.js'

// The measured service is simulated, and so is its time.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const TASKS = Array.from({ length: 900 }, (_, i) => i)

test('runs every task once', async () => {
  const done: number[] = []
  await runWithFakeTimers(
    new AdaptiveConcurrency().run(
      TASKS,
      () => 1,
      async (task) => {
        await sleep(0)
        done.push(task)
      },
    ),
  )
  expect(done.toSorted((a, b) => a - b)).toEqual(TASKS)
})

test('the limit is high for a parallel service and low for a serial one', async () => {
  const wide = new AdaptiveConcurrency()
  await runWithFakeTimers(
    wide.run(
      TASKS,
      () => 1,
      () => sleep(5),
    ),
  )
  const narrow = new AdaptiveConcurrency()
  let busy = 0
  let queue = Promise.resolve()
  await runWithFakeTimers(
    narrow.run(
      TASKS,
      () => 1,
      async () => {
        busy++
        queue = queue.then(() => sleep(busy * 2))
        await queue
        busy--
      },
    ),
  )
  expect(wide.limit).toBeGreaterThanOrEqual(6)
  expect(narrow.limit).toBeLessThanOrEqual(3)
})

test('no task starts after the first failure', async () => {
  let started = 0
  const run = new AdaptiveConcurrency().run(
    TASKS,
    () => 1,
    async (task) => {
      started++
      await sleep(1)
      if (task === 5) throw new Error('broken')
    },
  )
  await expect(runWithFakeTimers(run)).rejects.toThrow('broken')
  expect(started).toBeLessThan(12)
})

test('throttling halves the limit', async () => {
  const concurrency = new AdaptiveConcurrency()
  await runWithFakeTimers(
    concurrency.run(
      TASKS,
      () => 1,
      () => sleep(5),
    ),
  )
  const before = concurrency.limit
  concurrency.onThrottled()
  expect(concurrency.limit).toBe(Math.floor(before / 2))
})

async function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function runWithFakeTimers<T>(work: Promise<T>): Promise<T> {
  // The promise is awaited below; until then a rejection must not be reported as unhandled.
  work.catch(() => {})
  await vi.runAllTimersAsync()
  return work
}
