import { expect, test } from 'vitest'
import { TODO_PATTERNS } from '../../services/todo/access-patterns/registry.js'
import type { PatternResult } from '../patterns/run-patterns.js'
import { projectPatterns } from './project-patterns.js'
import type { TableStatistics } from './table-statistics.js'

const createDistribution = (
  index: 'table' | 'GSI1' | 'GSI2' | 'GSI3',
  value: string,
  items: number,
  total: number,
) => ({
  index,
  key: index,
  items: total,
  partitions: 50,
  largest: { value, items, bytes: items * 600 },
})
const STATISTICS: TableStatistics = {
  items: 1000,
  itemsRead: 1000,
  averageBytes: 600,
  distributions: [
    createDistribution('table', 'USER#a', 40, 1000),
    createDistribution('GSI1', 'FAMILY#a', 90, 1000),
    createDistribution('GSI2', '2024-10-05', 20, 1000),
    createDistribution('GSI3', 'ASSIGNEE#a', 30, 700),
  ],
}

function createResult(name: string, examined: number, capacity: number): PatternResult {
  const pattern = TODO_PATTERNS.find((each) => each.name === name)
  if (pattern === undefined) throw new Error(name)
  const measure = { indexes: [pattern.index], examined, returned: examined, capacity, elapsedMs: 1 }
  return { pattern, request: '', measurement: { ...measure, findings: [], plan: '', detail: undefined } }
}

test('partitions of one owner stay the same; partitions shared by all families grow with the data', () => {
  const results = [createResult('todo.of-family', 90, 7), createResult('todo.by-due-date', 20, 1.5)]
  const { patterns, partitions } = projectPatterns(results, STATISTICS, 100_000_000)
  expect(patterns).toMatchObject([
    { name: 'todo.of-family', growth: 'constant', read: 90, capacity: 7, pages: 1, costPerMillion: 0.875 },
    { name: 'todo.by-due-date', growth: 'linear', read: 2_000_000, pages: 1145 },
  ])
  // 2,000,000 items of 600 bytes are 292,969 units of 4 KB, at half price.
  expect(patterns[1]?.capacity).toBe(146_484.5)
  expect(partitions.map(({ index, hot }) => [index, hot])).toEqual([
    ['table', false],
    ['GSI1', false],
    ['GSI2', true],
    ['GSI3', false],
  ])
  expect(partitions[2]).toMatchObject({ largest: '2024-10-05', share: 0.02, items: 2_000_000 })
})

test('a projection to the current size changes nothing', () => {
  const results = [createResult('todo.by-due-date', 20, 1.5)]
  expect(projectPatterns(results, STATISTICS, 1000).patterns).toMatchObject([{ read: 20, capacity: 1.5 }])
})

test('an empty table gives a projection without division by zero', () => {
  const empty: TableStatistics = {
    items: 0,
    itemsRead: 0,
    averageBytes: 0,
    distributions: [createDistribution('GSI2', '', 0, 0)],
  }
  const projection = projectPatterns([createResult('todo.by-due-date', 0, 0.5)], empty, 1_000_000)
  expect(projection.partitions[0]).toMatchObject({ items: 0, share: 0, hot: false })
  expect(JSON.stringify(projection)).not.toContain('null')
})
