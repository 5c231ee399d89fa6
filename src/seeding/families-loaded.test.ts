import { expect, test } from 'vitest'
import { FamiliesLoaded } from './families-loaded.js'

test('waits for as many as are wanted, and no longer', async () => {
  const loaded = new FamiliesLoaded(3)
  await loaded.until(3)
  const order: string[] = []
  const waiting = Promise.all([
    loaded.until(5).then(() => order.push('five')),
    loaded.until(4).then(() => order.push('four')),
  ])
  loaded.reach(4)
  await loaded.until(4)
  await new Promise(setImmediate)
  expect(order).toEqual(['four'])
  loaded.reach(9)
  await waiting
  expect(order).toEqual(['four', 'five'])
})

test('a failure reaches who waits, and not who need not wait', async () => {
  const loaded = new FamiliesLoaded(2)
  const waiting = loaded.until(3)
  loaded.fail(new Error('The disk is full'))
  await expect(waiting).rejects.toThrow('The disk is full')
  await expect(loaded.until(2)).resolves.toBeUndefined()
})
