import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { createDifferenceCounts } from '../../../dataset/comparison/compare-stores.js'
import { createRecordCounts } from '../../../dataset/read-fingerprint.js'
import type { SeedReport } from '../../../dataset/seeding/seed-report.js'
import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'
import { renderSeedReport } from './render-seed-report.js'

test('one other record is in the singular', () => {
  const counts = createRecordCounts(BUNDLED_ENTITIES)
  const report = {
    profile: 'demo',
    seed: 1,
    ok: true,
    cached: false,
    unchanged: true,
    items: [],
    differences: createDifferenceCounts(),
    counts,
    storedCounts: { ...counts, events: 1, todos: 1, categories: 2 },
    fingerprint: { dataset: 'f' },
    elapsedMs: 0,
  } as unknown as SeedReport
  expect(renderSeedReport(report, BUNDLED_ENTITIES, new Chalk({ level: 0 }))).toContain(
    'The stores also contain 1 other todo, 2 other categories, 1 other event.',
  )
})
