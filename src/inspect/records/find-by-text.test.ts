import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { findRecordsByIdOrText } from './find-by-text.js'
import type { RecordSources } from './record-view.js'

test.each([
  [10, undefined],
  [12, '… and 2 more'],
  [300, '… and at least 290 more'],
])('of %d records with a text, ten are listed', async (count, last) => {
  const records = Array.from({ length: count }, (_, i) => ({ id: String(i), name: 'Just Me' }))
  const search = async function* (): AsyncGenerator<object> {
    await Promise.resolve()
    yield { records, searched: count }
  }
  const sources = {
    entities: BUNDLED_ENTITIES,
    records: { postgres: { search }, mongo: { find: async () => Promise.resolve() } },
  }
  const found = findRecordsByIdOrText(sources as unknown as RecordSources, 'just', 'family')
  const error = (await found.catch((each: unknown) => each)) as { detail: string }
  expect(error.detail.split('\n')[10]).toBe(last)
})
