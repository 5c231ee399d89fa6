import { expect, test } from 'vitest'
import { joinReads } from './join-reads.js'

test('reads of the same turn are one, and later ones are not served by it', async () => {
  const reads: (readonly string[])[] = []
  const read = joinReads(async (keys: readonly string[]) => {
    reads.push(keys)
    if (keys.includes('broken')) throw new Error('unreachable')
    return Promise.resolve(new Map(keys.map((key) => [key, reads.length])))
  })
  const [first, second] = await Promise.all([read(['a', 'b']), read(['b', 'c'])])
  expect(reads).toEqual([['a', 'b', 'c']])
  expect([first.get('b'), second.get('b')]).toEqual([1, 1])
  expect((await read(['b'])).get('b')).toBe(2)
  expect(await Promise.allSettled([read(['a']), read(['broken'])])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ])
  expect((await read(['a'])).get('a')).toBe(4)
})
