import { expect, test } from 'vitest'
import { LatestOnly } from './latest-only.js'

test('values that come while one is written are written as one, the last', async () => {
  const written: number[] = []
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const latest = new LatestOnly<number>(async (value) => {
    await held
    written.push(value)
  })
  for (const value of [1, 2, 3, 4]) latest.put(value)
  release()
  await latest.written()
  expect(written).toEqual([1, 4])
  latest.put(5)
  await latest.written()
  expect(written).toEqual([1, 4, 5])
})

test('a failure is heard of by who waits and by who comes with the next value', async () => {
  const latest = new LatestOnly<number>(async () => {
    throw new Error('broken')
  })
  latest.put(1)
  await expect(latest.written()).rejects.toThrow('broken')
  expect(() => latest.put(2)).toThrow('broken')
})

test('with nothing put, nothing is waited for', async () => {
  await expect(new LatestOnly<number>(async () => {}).written()).resolves.toBeUndefined()
})
