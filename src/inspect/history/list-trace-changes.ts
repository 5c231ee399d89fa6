import { type SpanRecord, WRITTEN_RECORDS } from '../../core/span-record.js'
import type { RecordSources } from '../records/record-view.js'
import { type HistoryItem, readHistory } from './read-history.js'

/** A change of a record by a request. */
export interface RecordChange {
  /** `expense expense_018f…`, as the span names it. */
  readonly record: string
  readonly item: HistoryItem
}

/** A request that writes more is not shown in detail. */
const MAX_RECORDS = 20
const ID_LENGTH = 36

/** What the events of a trace say about the records that its steps wrote. Records without events are left out. */
export async function listTraceChanges(
  sources: Pick<RecordSources, 'entities' | 'postgres' | 'findSeeded'>,
  traceId: string,
  spans: readonly SpanRecord[],
): Promise<readonly RecordChange[]> {
  const names = spans.flatMap(({ attributes }) => toNames(attributes?.[WRITTEN_RECORDS]))
  // A service names its records without the prefix that their ids may have in the store.
  const written = new Map(names.map((record) => [toPlainName(record), record]))
  const changes = await Promise.all(
    [...written.values()].slice(0, MAX_RECORDS).map(async (record) => {
      const [kind = '', id = ''] = record.split(' ')
      if (!sources.entities.isInspectable(kind)) return []
      const plain = id.slice(-ID_LENGTH)
      const { prefix = '' } = sources.entities.get(kind).id
      const history = await readHistory(sources, [...new Set([plain, `${prefix}${plain}`])], {
        kind,
        findSeeded: sources.findSeeded,
      })
      return history.filter((item) => item.traceId === traceId).map((item) => ({ record, item }))
    }),
  )
  return changes.flat()
}

function toNames(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function toPlainName(record: string): string {
  const [kind = '', id = ''] = record.split(' ')
  return `${kind} ${id.slice(-ID_LENGTH)}`
}
