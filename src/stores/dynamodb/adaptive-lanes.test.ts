import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AdaptiveLanes } from './adaptive-lanes.js'

const PIECES = Array.from({ length: 900 }, (_, i) => i)

test('every piece is done once', async () => {
  const done: number[] = []
  await new AdaptiveLanes().run(
    PIECES,
    () => 1,
    async (piece) => {
      await sleep(0)
      done.push(piece)
    },
  )
  expect(done.toSorted((a, b) => a - b)).toEqual(PIECES)
})

test('a service that takes everything at once gets many lanes, one that suffers from it few', async () => {
  const wide = new AdaptiveLanes()
  await wide.run(
    PIECES,
    () => 1,
    () => sleep(5),
  )
  const narrow = new AdaptiveLanes()
  let busy = 0
  let queue = Promise.resolve()
  await narrow.run(
    PIECES,
    () => 1,
    async () => {
      busy++
      queue = queue.then(() => sleep(busy * 2))
      await queue
      busy--
    },
  )
  expect(wide.lanes).toBeGreaterThanOrEqual(6)
  expect(narrow.lanes).toBeLessThanOrEqual(3)
})

test('the first failure stops all lanes', async () => {
  let begun = 0
  const run = new AdaptiveLanes().run(
    PIECES,
    () => 1,
    async (piece) => {
      begun++
      await sleep(1)
      if (piece === 5) throw new Error('broken')
    },
  )
  await expect(run).rejects.toThrow('broken')
  expect(begun).toBeLessThan(12)
})

test('throttling halves the lanes', async () => {
  const lanes = new AdaptiveLanes()
  await lanes.run(
    PIECES,
    () => 1,
    () => sleep(5),
  )
  const before = lanes.lanes
  lanes.throttled()
  expect(lanes.lanes).toBe(Math.floor(before / 2))
})
