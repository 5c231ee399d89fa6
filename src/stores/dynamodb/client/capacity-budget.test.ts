import { expect, test } from 'vitest'
import { CapacityBudget, countReadUnits, countWriteUnits } from './capacity-budget.js'

test('requests wait until the units before them are covered', async () => {
  const budget = new CapacityBudget(1000)
  const since = performance.now()
  await budget.spend(100)
  await budget.spend(100)
  await budget.spend(1)
  // Timers may fire up to a millisecond early.
  expect(performance.now() - since).toBeGreaterThanOrEqual(198)
})

test('items count by started kilobyte, scans by 4 KB', () => {
  const write = (size: number) => ({ PutRequest: { Item: { PK: { S: 'x'.repeat(size) } } } })
  expect(countWriteUnits([write(10), write(1500)])).toBe(3)
  expect(countReadUnits(4097)).toBe(2)
})
