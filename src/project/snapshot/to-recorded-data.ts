import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import type { RecordedData } from '../lock/restore-journal.js'

/** What the state of a project records of the data of a snapshot. */
export function toRecordedData(
  { seeded, unfinishedSeeds, generator }: SnapshotManifest,
  validSessions?: readonly string[],
): RecordedData {
  return {
    seeded,
    ...(unfinishedSeeds === undefined ? {} : { unfinishedSeeds }),
    ...(validSessions === undefined ? {} : { validSessions }),
    ...(generator === null ? {} : { generator }),
  }
}
