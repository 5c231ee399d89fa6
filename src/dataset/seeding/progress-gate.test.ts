import { expect, test } from 'vitest'
import { ProgressGate } from './progress-gate.js'

test('waits for as many as are wanted, and no longer', async () => {
  const loaded = new ProgressGate(3)
  await loaded.waitFor(3)
  const order: string[] = []
  const waiting = Promise.all([
    loaded.waitFor(5).then(() => order.push('five')),
    loaded.waitFor(4).then(() => order.push('four')),
  ])
  loaded.advance(4)
  await loaded.waitFor(4)
  await new Promise(setImmediate)
  expect(order).toEqual(['four'])
  loaded.advance(9)
  await waiting
  expect(order).toEqual(['four', 'five'])
})

test('a failure reaches who waits, and not who need not wait', async () => {
  const loaded = new ProgressGate(2)
  const waiting = loaded.waitFor(3)
  loaded.abort(new Error('The disk is full'))
  await expect(waiting).rejects.toThrow('The disk is full')
  await expect(loaded.waitFor(2)).resolves.toBeUndefined()
})
