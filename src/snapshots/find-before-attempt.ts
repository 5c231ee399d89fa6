import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { isSavedBeforeChange } from './backup-limits.js'
import { getRecordedHistory } from './recorded-history.js'
import type { StoredSnapshot } from './snapshot-directory.js'
import type { RecordedMigration, SnapshotManifest } from './snapshot-manifest.js'

/**
 * The automatic snapshot before the first of the runs of migrations that failed or were interrupted before `restored` was saved, and may
 * have changed data; undefined without one. `snapshots` are from the newest to the oldest.
 */
export function findBeforeAttempt(
  snapshots: readonly StoredSnapshot[],
  restored: string,
): SnapshotManifest | undefined {
  const manifests = snapshots.map(({ manifest }) => manifest).filter(isSavedBeforeChange)
  const start = manifests.findIndex(({ name }) => name === restored)
  let found: number | undefined
  for (let next = start === -1 ? undefined : findPrevious(manifests, start); next !== undefined;) {
    found = next
    next = findPrevious(manifests, next)
  }
  return found === undefined ? undefined : manifests[found]
}

/** The index of the snapshot before the last attempts that the one at `index` has the traces of. */
function findPrevious(manifests: readonly SnapshotManifest[], index: number): number | undefined {
  const current = manifests[index]
  if (current === undefined || !isOfMigration(current)) return undefined
  const begun = listBegun(current)
  const before = manifests.findIndex((each, at) => at > index && hasNotBegun(each, begun))
  if (begun.length > 0 && isOfMigration(manifests[before])) return before
  // The history entry of a failed migration may have been deleted since.
  const previous = manifests[index + 1]
  return isOfMigration(previous) && isUnsuccessful(previous) ? index + 1 : undefined
}

/** Only the reason says it of a snapshot that was saved by an earlier version. */
function isUnsuccessful(manifest: SnapshotManifest | undefined): boolean {
  return manifest?.unsuccessful === true || manifest?.reason.startsWith('failed ') === true
}

function isOfMigration(manifest: SnapshotManifest | undefined): boolean {
  return /^(?:failed )?migrate\b/.test(manifest?.reason ?? '')
}

type BegunMigration = Pick<RecordedMigration, 'id' | 'direction'> & { readonly store: StoreName }

/** The migrations of which a run has ended early. */
function listBegun(manifest: SnapshotManifest): readonly BegunMigration[] {
  return STORE_NAMES.flatMap((store) =>
    (getRecordedHistory(manifest, store) ?? [])
      .filter(({ outcome, unchanged }) => outcome !== 'applied' && unchanged !== true)
      .map(({ id, direction }) => ({ store, id, direction })),
  )
}

/** Whether it is known that none of these had begun when a snapshot was saved. */
function hasNotBegun(manifest: SnapshotManifest, begun: readonly BegunMigration[]): boolean {
  return begun.every(({ store, id, direction }) => {
    const history = getRecordedHistory(manifest, store)
    if (history === undefined) return false
    const entry = history.find((each) => each.id === id)
    return direction === 'down'
      ? entry?.outcome === 'applied'
      : entry === undefined || (entry.outcome !== 'applied' && entry.unchanged === true)
  })
}
