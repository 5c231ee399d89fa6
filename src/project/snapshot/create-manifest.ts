import { getPackageVersion } from '../../core/package-version.js'
import { mapStores, type PerStore, type StoreName } from '../../core/store-name.js'
import { isSavedBeforeChange } from '../../snapshots/backup-limits.js'
import { getCompressedName } from '../../snapshots/compressed-stores.js'
import { createSnapshotName } from '../../snapshots/snapshot-directory.js'
import type { SnapshotFile, SnapshotManifest, SnapshotStore } from '../../snapshots/snapshot-manifest.js'
import { readUnfinishedSeeds } from '../state/unfinished-seeds.js'
import type { Histories } from './read-contents.js'
import type { SavedCut, SaveOptions } from './save-options.js'
import type { ProjectData } from './stopped-stack.js'

export function createManifest(
  { config, provider, engines, state }: ProjectData,
  { contents, histories, notCovered }: SavedCut,
  files: readonly SnapshotFile[],
  { name, note, reason = 'manual', format = 'physical', compress = false }: SaveOptions,
): SnapshotManifest {
  const at = new Date()
  const prefix = isSavedBeforeChange({ reason }) ? `before-${reason.replaceAll(/[^a-z]+/g, '-')}` : undefined
  const unfinishedSeeds = readUnfinishedSeeds(config.home)
  const stores: PerStore<SnapshotStore> = mapStores((store) => {
    const engine = engines.find((each) => each.store === store)
    const history = histories?.[store]
    return {
      engine: engine?.engine ?? '',
      version: engine?.version ?? null,
      migrations: contents === undefined ? null : listApplied(history),
      ...(history === undefined ? {} : { history }),
      fingerprint: contents?.fingerprint[store] ?? null,
      bytes: countBytes(files, store),
    }
  })
  return {
    version: 1,
    name: name ?? createSnapshotName(config.home, prefix, at),
    format,
    ...(compress ? { compression: 'gzip' as const } : {}),
    createdAt: at.toISOString(),
    reason,
    // Until its command has ended: it may be killed.
    ...(reason === 'migrate' || reason === 'migrate down' ? { unsuccessful: true } : {}),
    note: note ?? null,
    project: config.project,
    homemanager: getPackageVersion(),
    provider,
    platform: `${process.platform}-${process.arch}`,
    seeded: state.seeded,
    ...(unfinishedSeeds.length === 0 ? {} : { unfinishedSeeds }),
    generator: state.generator ?? null,
    notCovered,
    stores,
    counts: contents?.counts ?? null,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files,
  }
}

/** In the order in which they were applied. */
function listApplied(history: Histories[StoreName]): readonly string[] {
  const applied = (history ?? []).filter(({ outcome }) => outcome === 'applied')
  return applied.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)).map(({ id }) => id)
}

function countBytes(files: readonly SnapshotFile[], store: StoreName): number {
  const isOfStore = ({ path }: SnapshotFile): boolean =>
    path.startsWith(`${store}/`) || path === getCompressedName(store)
  return files.reduce((sum, file) => sum + (isOfStore(file) ? file.bytes : 0), 0)
}
