import { expect, test } from 'vitest'
import { createTokenBuckets } from './token-buckets.js'

test('allows a number of attempts in a row, then one for each interval', () => {
  let now = 0
  const buckets = createTokenBuckets({ capacity: 3, refillMs: 1000, now: () => now })
  const attempt = (key: string): number => {
    const delay = buckets.getDelay(key)
    if (delay === 0) buckets.take(key)
    return delay
  }
  expect([attempt('a'), attempt('a'), attempt('a'), attempt('a')]).toEqual([0, 0, 0, 1000])
  expect(attempt('b')).toBe(0)
  now = 400
  expect(attempt('a')).toBe(600)
  now = 1000
  expect([attempt('a'), attempt('a')]).toEqual([0, 1000])
  buckets.refund('a')
  expect(attempt('a')).toBe(0)
  now = 1_000_000
  expect([attempt('a'), attempt('a'), attempt('a'), attempt('a')]).toEqual([0, 0, 0, 1000])
})

test('a refund never allows more attempts than the capacity', () => {
  const buckets = createTokenBuckets({ capacity: 1, refillMs: 1000, now: () => 0 })
  buckets.take('a')
  buckets.refund('a')
  buckets.refund('a')
  buckets.take('a')
  expect(buckets.getDelay('a')).toBe(1000)
})
