import { HomeError } from '../../core/home-error.js'
import { mapStores, STORE_NAMES } from '../../core/store-name.js'
import { restorePortable } from '../../snapshots/portable/restore-portable.js'
import {
  getSnapshotsDirectory,
  stageSnapshot,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { assertCompatible } from './assert-compatible.js'
import { readContents, toEndpoints } from './read-contents.js'
import type { SaveTask } from './save-options.js'
import type { SnapshotOptions } from './snapshot-options.js'
import type { ProjectData } from './stopped-stack.js'
import { startTemporaryEngines } from './temporary-engines.js'

/**
 * The files of a snapshot for the engines of a project, so that they can be replaced at once. A portable snapshot is restored into
 * temporary engines, read back, and their files are copied. Throws `SNAPSHOT_INCOMPATIBLE` and `SNAPSHOT_DIFFERS`.
 */
export async function toPhysical(
  snapshot: StoredSnapshot,
  data: Pick<ProjectData, 'config' | 'provider' | 'engines'>,
  options: SnapshotOptions,
  task: SaveTask,
): Promise<StoredSnapshot & AsyncDisposable> {
  const { directory, manifest } = snapshot
  if (manifest.format === 'physical') {
    assertCompatible(manifest, data)
    return { ...snapshot, [Symbol.asyncDispose]: async () => {} }
  }
  const { config, provider } = data
  const staged = await stageSnapshot(getSnapshotsDirectory(config.home))
  try {
    await using temporary = await startTemporaryEngines(config, provider, undefined, options)
    task.phase('loading the records')
    await restorePortable(toEndpoints(temporary.engines), directory, {
      signal: options.signal,
      fingerprint: mapStores((store) => manifest.stores[store].fingerprint),
      onProgress: () => {},
    })
    await temporary.copyTo(staged.directory)
    return {
      directory: staged.directory,
      manifest,
      [Symbol.asyncDispose]: async () => staged[Symbol.asyncDispose](),
    }
  } catch (error) {
    await staged[Symbol.asyncDispose]()
    throw error
  }
}

/** Throws `SNAPSHOT_DIFFERS` if the records of engines differ from those that a snapshot was saved with. */
export async function assertFingerprints(
  engines: ProjectData['engines'],
  { manifest }: StoredSnapshot,
): Promise<void> {
  const { fingerprint } = await readContents(engines)
  const different = STORE_NAMES.filter((store) => {
    const saved = manifest.stores[store].fingerprint
    return saved !== null && saved !== fingerprint[store]
  })
  if (different.length === 0) return
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DIFFERS, {
    message: `The restored records of ${different.join(' and ')} differ from those that snapshot ${manifest.name} was saved with.`,
    suggestion: 'Restore another snapshot (homemanager snapshot list), or run homemanager undo.',
  })
}
