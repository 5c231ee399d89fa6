import { expect, test } from 'vitest'
import { CoalescingWriter } from './coalescing-writer.js'

test('of the values that arrive during a write, only the last is written', async () => {
  const written: number[] = []
  let release = (): void => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const writer = new CoalescingWriter<number>(async (value) => {
    await released
    written.push(value)
  })
  for (const value of [1, 2, 3, 4]) writer.write(value)
  release()
  await writer.flush()
  expect(written).toEqual([1, 4])
  writer.write(5)
  await writer.flush()
  expect(written).toEqual([1, 4, 5])
})

test('a failed write rejects flush and makes the next write throw', async () => {
  const writer = new CoalescingWriter<number>(async () => {
    throw new Error('broken')
  })
  writer.write(1)
  await expect(writer.flush()).rejects.toThrow('broken')
  expect(() => writer.write(2)).toThrow('broken')
})

test('flush resolves if nothing was written', async () => {
  await expect(new CoalescingWriter<number>(async () => {}).flush()).resolves.toBeUndefined()
})
