import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ProgressMeter } from './progress-meter.js'

test('the bar is as wide at the start as at the end', () => {
  const meter = new ProgressMeter()
  expect(meter.bar()).toBe('')
  const widths = [0, 7, 99, 100].map((done) => {
    meter.reach(done, 100)
    return meter.bar().length
  })
  expect(new Set(widths).size).toBe(1)
  expect(meter.bar()).toContain('100%')
})

test('what was there at the start does not count as speed', async () => {
  const meter = new ProgressMeter()
  meter.reach(9000, 10_000)
  expect(meter.speed()).toEqual([])
  await sleep(600)
  expect(meter.speed()).toEqual([])
  meter.reach(9100, 10_000)
  const [rate = '', left = ''] = meter.speed()
  expect(Number.parseInt(rate, 10)).toBeLessThanOrEqual(Math.ceil(100 / 0.6))
  // 900 more at that speed; a busy machine takes longer.
  expect(Number.parseInt(left, 10)).toBeGreaterThanOrEqual(5)
  expect([rate, left]).toEqual([expect.stringMatching(/\/s$/), expect.stringMatching(/ left$/)])
})

test('bytes are told in megabytes, and what begins anew has a speed of its own', async () => {
  const meter = new ProgressMeter()
  meter.reach(0, 100_000_000, 'bytes')
  await sleep(600)
  meter.reach(50_000_000, 100_000_000, 'bytes')
  expect(meter.speed()[0]).toMatch(/^[\d.]+ MB\/s$/)
  meter.reach(10, 100_000_000, 'bytes')
  expect(meter.speed()).toEqual([])
  meter.reach(0, 0)
  expect([meter.bar(), ...meter.speed()]).toEqual([''])
})
