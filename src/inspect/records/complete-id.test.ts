import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { completeId } from './complete-id.js'
import { parsePartialRecordId } from './parse-record-id.js'
import type { RecordSources } from './record-view.js'

test.each([
  [10, 10, undefined],
  [12, 10, '… and 2 more'],
  [12, 3, '… and 9 more'],
  [300, 10, '… and at least 91 more'],
])('of %d records with a part of an id, %d are listed', async (count, limit, last) => {
  const ids = Array.from(
    { length: count },
    (_, i) => `0192a000-0000-7000-8000-${String(i).padStart(12, '0')}`,
  )
  const findPartial = async (_entity: object, _part: object, size: number): Promise<readonly object[]> =>
    Promise.resolve(ids.slice(0, size).map((id) => ({ id, name: 'Just Me' })))
  const sources = { entities: BUNDLED_ENTITIES, records: { postgres: { findPartial } } }
  const partial = parsePartialRecordId('0192', BUNDLED_ENTITIES)
  const completed = completeId(
    sources as unknown as RecordSources,
    '0192',
    partial?.parts ?? [],
    ['family'],
    limit,
  )
  const error = (await completed.catch((each: unknown) => each)) as { detail: string; suggestion: string }
  const all = last === undefined ? '' : ' List all matches with homemanager inspect family --search 0192.'
  expect(error.suggestion).toBe(`Enter more digits.${all}`)
  const lines = error.detail.split('\n')
  expect(lines[limit - 1]).toContain(`family 0192a000-0000-7000-8000-00000000000${limit - 1}`)
  expect(lines[limit]).toBe(last)
})
