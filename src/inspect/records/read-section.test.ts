import { expect, test } from 'vitest'
import { readSection } from './read-section.js'
import type { Section } from './record-view.js'

test.each([
  [2, 2, false, { count: 0, isAll: true }],
  [5, 2, true, { count: 3, isAll: true }],
  [50, 2, true, { count: 10, isAll: false }],
])('of %d rows, %d are read, and up to ten more are counted', async (total, size, hasMore, further) => {
  const page: Section['page'] = async (count) => {
    const items = Array.from({ length: Math.min(count, total) }, () => ({ title: '', record: {} }))
    return count >= total ? { items } : { items, next: async () => page(total - count) }
  }
  const section: Section = { name: 'todos', store: 'dynamodb', query: '', page }
  expect(await readSection(section, size, 10)).toMatchObject({ hasMore, further })
  expect((await readSection(section, size)).hasMore).toBe(hasMore)
})
