import { expect, test } from 'vitest'
import { joinChunks } from './join-chunks.js'

async function join(parts: readonly (string | Uint8Array)[]): Promise<readonly Buffer[]> {
  async function* iterate(): AsyncGenerator<string | Uint8Array> {
    yield* parts
  }
  const joined: Buffer[] = []
  for await (const chunk of joinChunks(iterate())) joined.push(chunk)
  return joined
}

test('small parts are joined, and nothing is added or lost', async () => {
  expect(await join([])).toEqual([])
  expect(await join(['', new Uint8Array()])).toEqual([])
  expect(await join(['é', new Uint8Array([1, 2]), 'b'])).toEqual([Buffer.from([0xc3, 0xa9, 1, 2, 0x62])])
  const parts = Array.from({ length: 1000 }, (_, index) => `${index}`.repeat(100))
  const joined = await join(parts)
  expect(joined.length).toBeLessThan(6)
  expect(Buffer.concat(joined).toString()).toBe(parts.join(''))
})
