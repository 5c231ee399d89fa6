import { isRecord } from '../core/is-record.js'
import type { StoreName } from '../core/store-name.js'
import type { RecordedMigration, SnapshotManifest } from './snapshot-manifest.js'

/** Undefined if it is not known: a manifest may have been written by an earlier version, of a stopped stack, or imported. */
export function getRecordedHistory(
  { stores }: Pick<SnapshotManifest, 'stores'>,
  store: StoreName,
): readonly RecordedMigration[] | undefined {
  const { history } = stores[store]
  return Array.isArray(history) && history.every(isRecordedMigration) ? history : undefined
}

function isRecordedMigration(value: unknown): boolean {
  return (
    isRecord(value) &&
    ['id', 'checksum', 'outcome', 'direction', 'startedAt'].every((key) => typeof value[key] === 'string') &&
    Array.isArray(value['done'])
  )
}
