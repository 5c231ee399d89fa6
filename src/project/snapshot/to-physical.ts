import type { ResolvedConfig } from '../../config/resolved-config.js'
import { extractStores } from '../../snapshots/compressed-stores.js'
import { restorePortable } from '../../snapshots/portable/restore-portable.js'
import {
  getSnapshotsDirectory,
  stageSnapshot,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { assertCompatible } from './assert-compatible.js'
import { toEndpoints } from './read-contents.js'
import type { SnapshotOptions, SnapshotTask } from './snapshot-options.js'
import type { ProjectData } from './stopped-stack.js'
import { getFingerprints } from '../../snapshots/snapshot-manifest.js'
import { startTemporaryEngines } from './temporary-engines.js'

/**
 * The files of a snapshot for the engines of a project, so that they can be replaced at once. A portable snapshot is restored into
 * temporary engines, read back, and their files are copied. Throws `SNAPSHOT_INCOMPATIBLE` and `SNAPSHOT_DIFFERS`.
 */
export async function toPhysical(
  snapshot: StoredSnapshot,
  data: Pick<ProjectData, 'config' | 'provider' | 'engines'>,
  options: SnapshotOptions,
  task: SnapshotTask,
): Promise<StoredSnapshot & AsyncDisposable> {
  const { directory, manifest } = snapshot
  if (manifest.format === 'physical') {
    assertCompatible(manifest, data)
    return openPhysical(snapshot, data.config, options)
  }
  const { config, provider } = data
  const staged = await stageSnapshot(getSnapshotsDirectory(config.home))
  try {
    await using temporary = await startTemporaryEngines(config, provider, undefined, {
      ...options,
      bytes: manifest.bytes,
    })
    task.phase('loading the records')
    const { signal } = options
    const endpoints = toEndpoints(temporary.engines)
    const fingerprint = getFingerprints(manifest)
    const { entities } = await loadExtensions(config)
    await restorePortable(endpoints, entities, directory, { signal, fingerprint, onProgress: () => {} })
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

/** The files of a physical snapshot; those of a compressed one, whose digests were checked, are extracted. */
export async function openPhysical(
  snapshot: StoredSnapshot,
  { home }: ResolvedConfig,
  { signal }: SnapshotOptions,
): Promise<StoredSnapshot & AsyncDisposable> {
  const { directory, manifest } = snapshot
  if (manifest.compression === undefined) return { ...snapshot, [Symbol.asyncDispose]: async () => {} }
  const staged = await stageSnapshot(getSnapshotsDirectory(home))
  const dispose = async (): Promise<void> => staged[Symbol.asyncDispose]()
  try {
    await extractStores(directory, staged.directory, signal)
    return { directory: staged.directory, manifest, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
