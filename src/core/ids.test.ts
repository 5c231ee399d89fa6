import { expect, test } from 'vitest'
import { createId } from './ids.js'
import { isUuid } from './is-uuid.js'

test('each ID is greater than the one before, also in the same millisecond', () => {
  const ids = Array.from({ length: 20_000 }, createId)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => isUuid(id) && id[14] === '7')).toBe(true)
  expect(
    Math.abs(Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16) - Date.now()),
  ).toBeLessThan(10_000)
})
