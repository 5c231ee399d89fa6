import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ProgressMeter } from './progress-meter.js'

test('the width of the bar is constant', () => {
  const meter = new ProgressMeter()
  expect(meter.renderBar()).toBe('')
  const widths = [0, 7, 99, 100].map((done) => {
    meter.update(done, 100)
    return meter.renderBar().length
  })
  expect(new Set(widths).size).toBe(1)
  expect(meter.renderBar()).toContain('100%')
})

test('progress before the first update does not count towards the rate', async () => {
  const meter = new ProgressMeter()
  meter.update(9000, 10_000)
  expect(meter.renderSpeed()).toEqual([])
  await sleep(600)
  expect(meter.renderSpeed()).toEqual([])
  meter.update(9100, 10_000)
  const [rate = '', remaining = ''] = meter.renderSpeed()
  expect(Number.parseInt(rate, 10)).toBeLessThanOrEqual(Math.ceil(100 / 0.6))
  // 900 remain at that rate; a busy machine takes longer.
  expect(Number.parseInt(remaining, 10)).toBeGreaterThanOrEqual(5)
  expect([rate, remaining]).toEqual([expect.stringMatching(/\/s$/), expect.stringMatching(/ left$/)])
})

test('a few steps are not enough to estimate the remaining time', async () => {
  const meter = new ProgressMeter()
  meter.update(0, 10)
  await sleep(600)
  meter.update(4, 10)
  expect(meter.renderSpeed()).toEqual([])
  meter.update(5, 10)
  expect(meter.renderSpeed()).toHaveLength(2)
})

test('bytes are shown in megabytes, and a restart resets the rate', async () => {
  const meter = new ProgressMeter()
  meter.update(0, 100_000_000, 'bytes')
  await sleep(600)
  meter.update(50_000_000, 100_000_000, 'bytes')
  expect(meter.renderSpeed()[0]).toMatch(/^[\d.]+ MB\/s$/)
  meter.update(10, 100_000_000, 'bytes')
  expect(meter.renderSpeed()).toEqual([])
  meter.update(0, 0)
  expect([meter.renderBar(), ...meter.renderSpeed()]).toEqual([''])
})
