import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { debug } from '../../core/debug.js'
import { getPackageVersion } from '../../core/package-version.js'
import { mapStores, type PerStore, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { isSavedBeforeChange } from '../../snapshots/backup-limits.js'
import { digestFiles } from '../../snapshots/file-digests.js'
import {
  assertNewName,
  createSnapshotName,
  getSnapshotsDirectory,
  stageSnapshot,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import type {
  SnapshotFile,
  SnapshotManifest,
  SnapshotReason,
  SnapshotStore,
} from '../../snapshots/snapshot-manifest.js'
import { holdServices } from '../hold/hold-services.js'
import { lockProject } from '../lock/lock-project.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { prepareReading, readContents, type StoreContents } from './read-contents.js'
import type { SnapshotOptions } from './snapshot-options.js'
import { findProjectData, type ProjectData, whileStopped } from './stopped-stack.js'

export interface SaveOptions extends SnapshotOptions {
  /** Default: the time, after the reason if that is not `manual`. */
  readonly name?: string | undefined
  readonly note?: string | undefined
  readonly reason?: SnapshotReason
  /** Adds files to the directory of the snapshot, which the manifest then lists. */
  readonly addFiles?: (directory: string) => Promise<void>
  /** Whether to read all records for the fingerprints and counts of the manifest. Default: true. */
  readonly read?: boolean
}

/**
 * Saves the three stores as one consistent cut. Requests to the services wait meanwhile, event processing rests, and stopping the
 * engines disconnects all other clients. Everything continues as before, also if saving fails.
 */
export async function saveSnapshot(config: ResolvedConfig, options: SaveOptions): Promise<StoredSnapshot> {
  if (options.name !== undefined) assertNewName(config.home, options.name)
  using _lock = await lockProject(config, options)
  return await saveUnderLock(await findProjectData(config), options)
}

/** The same, for callers that hold the stack lock. */
export async function saveUnderLock(data: ProjectData, options: SaveOptions): Promise<StoredSnapshot> {
  const { config, running } = data
  const parent = getSnapshotsDirectory(config.home)
  await using staged = await stageSnapshot(parent)
  const task = options.reporter.task('snapshot')
  try {
    const contents = await (async () => {
      const reads = running && options.read !== false
      if (reads) await prepareReading()
      task.phase('waiting for requests in progress')
      await using hold = await holdServices(data.state, config.home, options)
      if (reads) task.phase('reading the records')
      const read = reads ? await readContents(data.engines) : undefined
      if (hold?.lost.aborted === true) throw holdLost()
      task.phase('copying the files of the engines')
      await whileStopped(data, options, async () => copyFiles(data, staged.directory, options.signal))
      return read
    })()
    await options.addFiles?.(staged.directory)
    task.phase('computing the digests of the files')
    const files = await digestFiles(staged.directory, options)
    const saved = await staged.publish(createManifest(data, contents, files, options))
    task.succeed(saved.manifest.name)
    return saved
  } catch (error) {
    task.fail()
    throw error
  }
}

/** Copies the files of stopped engines below a directory, one directory for each store. */
export async function copyFiles(data: ProjectData, directory: string, signal: AbortSignal): Promise<void> {
  const since = performance.now()
  await Promise.all(
    STORE_NAMES.map(async (store) => {
      const target = path.join(directory, store)
      await mkdir(target, { mode: 0o700 })
      await data.files.save(store, data.config, target, signal)
    }),
  )
  debug(() => `Copied the files of the engines in ${Math.round(performance.now() - since)} ms.`)
}

export function createManifest(
  { config, provider, engines, state }: ProjectData,
  contents: StoreContents | undefined,
  files: readonly SnapshotFile[],
  { name, note, reason = 'manual' }: SaveOptions,
): SnapshotManifest {
  const at = new Date()
  const prefix = isSavedBeforeChange({ reason }) ? `before-${reason.replaceAll(/[^a-z]+/g, '-')}` : undefined
  const stores: PerStore<SnapshotStore> = mapStores((store) => {
    const engine = engines.find((each) => each.store === store)
    return {
      engine: engine?.engine ?? '',
      version: engine?.version ?? null,
      migrations: contents?.migrations[store] ?? null,
      fingerprint: contents?.fingerprint[store] ?? null,
      bytes: countBytes(files, store),
    }
  })
  return {
    version: 1,
    name: name ?? createSnapshotName(config.home, prefix, at),
    format: 'physical',
    createdAt: at.toISOString(),
    reason,
    note: note ?? null,
    project: config.project,
    homemanager: getPackageVersion(),
    provider,
    platform: `${process.platform}-${process.arch}`,
    seeded: state.seeded,
    generator: state.generator ?? null,
    notCovered: [],
    stores,
    counts: contents?.counts ?? null,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files,
  }
}

function countBytes(files: readonly SnapshotFile[], store: StoreName): number {
  return files.reduce((sum, file) => sum + (file.path.startsWith(`${store}/`) ? file.bytes : 0), 0)
}

function holdLost(): HomeError {
  return new HomeError(STACK_ERRORS.SERVICES_NOT_HELD, {
    message: 'The services ended while the snapshot was being saved.',
    suggestion: 'Wait until they run again (homemanager wait), then repeat the command.',
  })
}
