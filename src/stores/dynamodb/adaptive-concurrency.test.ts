import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AdaptiveConcurrency } from './adaptive-concurrency.js'

// What is measured is a service that we make up: its time is made up, too.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const TASKS = Array.from({ length: 900 }, (_, i) => i)

test('every piece is done once', async () => {
  const done: number[] = []
  await runWithFakeTimers(
    new AdaptiveConcurrency().run(
      TASKS,
      () => 1,
      async (piece) => {
        await sleep(0)
        done.push(piece)
      },
    ),
  )
  expect(done.toSorted((a, b) => a - b)).toEqual(TASKS)
})

test('a service that takes everything at once gets many lanes, one that suffers from it few', async () => {
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
  expect(wide.lanes).toBeGreaterThanOrEqual(6)
  expect(narrow.lanes).toBeLessThanOrEqual(3)
})

test('the first failure stops all lanes', async () => {
  let begun = 0
  const run = new AdaptiveConcurrency().run(
    TASKS,
    () => 1,
    async (piece) => {
      begun++
      await sleep(1)
      if (piece === 5) throw new Error('broken')
    },
  )
  await expect(runWithFakeTimers(run)).rejects.toThrow('broken')
  expect(begun).toBeLessThan(12)
})

test('throttling halves the lanes', async () => {
  const lanes = new AdaptiveConcurrency()
  await runWithFakeTimers(
    lanes.run(
      TASKS,
      () => 1,
      () => sleep(5),
    ),
  )
  const before = lanes.lanes
  lanes.onThrottled()
  expect(lanes.lanes).toBe(Math.floor(before / 2))
})

async function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function runWithFakeTimers<T>(work: Promise<T>): Promise<T> {
  // Awaited below; until then a failure must not count as unhandled.
  work.catch(() => {})
  await vi.runAllTimersAsync()
  return work
}
