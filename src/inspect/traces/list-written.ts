import { type SpanRecord, WRITTEN_RECORDS } from '../../core/span-record.js'

/** A record that a step wrote, as `kind id`, and how often: with a new key, an item is deleted and put again. */
export interface WrittenRecord {
  readonly record: string
  readonly times: number
}

/** The records that a step wrote, each once. */
export function listWritten({ attributes }: Pick<SpanRecord, 'attributes'>): readonly WrittenRecord[] {
  const records = attributes?.[WRITTEN_RECORDS]
  const counts = new Map<string, number>()
  for (const record of Array.isArray(records) ? records.map(String) : [])
    counts.set(record, (counts.get(record) ?? 0) + 1)
  return [...counts].map(([record, times]) => ({ record, times }))
}

/** `todo 0191… ×2` */
export function formatWritten({ record, times }: WrittenRecord): string {
  return times === 1 ? record : `${record} ×${times}`
}
