import { expect, test } from 'vitest'
import { CoalescingWriter } from './coalescing-writer.js'

test('values that come while one is written are written as one, the last', async () => {
  const written: number[] = []
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const latest = new CoalescingWriter<number>(async (value) => {
    await held
    written.push(value)
  })
  for (const value of [1, 2, 3, 4]) latest.write(value)
  release()
  await latest.flush()
  expect(written).toEqual([1, 4])
  latest.write(5)
  await latest.flush()
  expect(written).toEqual([1, 4, 5])
})

test('a failure is heard of by who waits and by who comes with the next value', async () => {
  const latest = new CoalescingWriter<number>(async () => {
    throw new Error('broken')
  })
  latest.write(1)
  await expect(latest.flush()).rejects.toThrow('broken')
  expect(() => latest.write(2)).toThrow('broken')
})

test('with nothing put, nothing is waited for', async () => {
  await expect(new CoalescingWriter<number>(async () => {}).flush()).resolves.toBeUndefined()
})
