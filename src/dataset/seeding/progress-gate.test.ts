import { expect, test } from 'vitest'
import { ProgressGate } from './progress-gate.js'

test('waits until the requested number is reached, and no longer', async () => {
  const gate = new ProgressGate(3)
  await gate.waitFor(3)
  const order: string[] = []
  const waiting = Promise.all([
    gate.waitFor(5).then(() => order.push('five')),
    gate.waitFor(4).then(() => order.push('four')),
  ])
  gate.advance(4)
  await gate.waitFor(4)
  await new Promise(setImmediate)
  expect(order).toEqual(['four'])
  gate.advance(9)
  await waiting
  expect(order).toEqual(['four', 'five'])
})

test('abort rejects pending waits, and not waits for a number already reached', async () => {
  const gate = new ProgressGate(2)
  const waiting = gate.waitFor(3)
  gate.abort(new Error('The disk is full'))
  await expect(waiting).rejects.toThrow('The disk is full')
  await expect(gate.waitFor(2)).resolves.toBeUndefined()
})
