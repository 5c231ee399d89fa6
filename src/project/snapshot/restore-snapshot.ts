import path from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import { forEachStore } from '../../core/for-each-store.js'
import { settleAllOrAbort } from '../../core/settle-all-or-abort.js'
import { STORE_NAMES } from '../../core/store-name.js'
import {
  deleteSnapshot,
  type StagedSnapshot,
  stageSnapshot,
  getSnapshotsDirectory,
  listSnapshots,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import { isSavedBeforeMigrate } from '../../snapshots/backup-limits.js'
import { findBeforeAttempt } from '../../snapshots/find-before-attempt.js'
import { getFingerprints, type SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import { assertFingerprints } from '../../snapshots/assert-fingerprints.js'
import { digestFiles, verifyFiles } from '../../snapshots/digests/file-digests.js'
import { loadProvider } from '../components/load-provider.js'
import { holdServices } from '../hold/hold-services.js'
import { lockProject } from '../lock/lock-project.js'
import {
  isRestoreIncomplete,
  type ReplacedData,
  replaceData as replaceStores,
} from '../lock/restore-journal.js'
import { createRestartRun, getServicePorts } from '../restart/restart-run.js'
import { findRunningServices } from '../state/services-record-file.js'
import { readState } from '../state/state-file.js'
import { restartServices } from '../up/start-services.js'
import { createContentsReader, type Histories, readHistories, toEndpoints } from './read-contents.js'
import { withNewProvider } from './with-new-provider.js'
import { copyFiles } from './copy-files.js'
import { createManifest } from './create-manifest.js'
import type { RestoreOptions } from './restore-options.js'
import type { SnapshotOptions, SnapshotTask } from './snapshot-options.js'
import { toRecordedData } from './to-recorded-data.js'
import { pruneBackups } from './back-up.js'
import { toPhysical } from './to-physical.js'
import { prepareSessionReader } from './restored-sessions.js'
import { assertMigratable } from './assert-migratable.js'
import { describeNotReviewed, listFailed, listPendingFiles } from './left-pending.js'
import { toReplacedError } from './restore-failure.js'
import { prepareStart } from './start-again.js'
import {
  findBackgroundServices,
  findProjectData,
  type ProjectData,
  requireFiles,
  stopBackgroundServices,
  whileStopped,
} from './stopped-stack.js'

export interface RestoreReport {
  readonly restored: string
  /** The snapshot with the data that was replaced; null if none was saved. */
  readonly backup: string | null
  /** The snapshot saved before a migration that failed or was interrupted before the restored data was saved, and may have changed it; null if there is none. */
  readonly beforeAttempt: string | null
  /** Whether the stack is running. */
  readonly running: boolean
  /** Migrations that were not applied to the restored data, because they delete some of it, may do so, are empty, failed before or come after one of these, such as `postgres/0003-drop`. If the stack is not running: all pending ones of the project, if known. */
  readonly pending: readonly string[]
  readonly elapsedMs: number
}

/**
 * Replaces the data of the three stores by that of a snapshot, all or nothing, and starts again what was running. Migrations that
 * are newer than the snapshot are applied, except those that delete data or may do so, those before which it was saved, those that failed in the data that an `undo` replaces, and what comes after them. Throws `SNAPSHOT_DAMAGED`, `SNAPSHOT_INCOMPATIBLE`, `MIGRATION_INVALID` and `MIGRATION_DRIFT`
 * before anything is changed. A later error has `replaced`.
 */
export async function restoreSnapshot(
  config: ResolvedConfig,
  { directory, manifest }: StoredSnapshot,
  options: RestoreOptions,
): Promise<RestoreReport> {
  const since = performance.now()
  const task = options.reporter.task('restore', { hasResult: true })
  try {
    using _lock = await lockProject(config, options)
    task.phase('comparing the snapshot with its manifest')
    const verified = verifyFiles(directory, manifest, options)
    // Its files are copied in the meantime. Those of a compressed one are not extracted before, and the records of a portable one not loaded.
    if (manifest.format === 'portable' || manifest.compression !== undefined) await verified
    verified.catch(() => {})
    const restore = { snapshot: { directory, manifest }, verified, options, task }
    const { data, backup, pending } = await withNewProvider(
      config,
      { manifest, reporter: options.reporter },
      async (provider) => restoreData(await findProjectData(config, provider), restore),
    )
    await pruneBackups(config)
    if (options.repair === true && !data.running)
      options.reporter.note(
        'The migration history was not repaired, because the stack is not running; homemanager up compares it with the files.',
      )
    if (!data.running && pending.length > 0) options.reporter.warn(describeNotReviewed(pending))
    task.succeed(manifest.name)
    const elapsedMs = Math.round(performance.now() - since)
    return {
      restored: manifest.name,
      backup: backup?.manifest.name ?? null,
      beforeAttempt: findBeforeAttempt(await listSnapshots(config.home), manifest.name)?.name ?? null,
      running: data.running,
      pending,
      elapsedMs,
    }
  } catch (error) {
    task.fail()
    throw error
  }
}

interface Restore {
  readonly snapshot: StoredSnapshot
  /** Resolves once the files of the snapshot have the digests of its manifest. */
  readonly verified: Promise<void>
  readonly options: RestoreOptions
  readonly task: SnapshotTask
}

interface RunningRestore extends Restore {
  /** Of the data that is replaced; undefined if the stack is not running. */
  readonly histories: Promise<Histories> | undefined
}

async function restoreData(
  data: ProjectData,
  restore: Restore,
): Promise<{
  readonly data: ProjectData
  readonly backup: StoredSnapshot | undefined
  readonly pending: readonly string[]
}> {
  const { snapshot, options } = restore
  const { manifest } = snapshot
  if (data.running) await assertMigratable(data.config, manifest, options)
  await using prepared = data.running
    ? prepareStart(data, { ...options, changing: isSavedBeforeMigrate(manifest) })
    : undefined
  const histories = data.running ? readHistories(toEndpoints(data.engines)) : undefined
  const { backup, deleted } = await replaceData(data, { ...restore, histories })
  const start = async (): Promise<readonly string[]> => {
    if (prepared === undefined) return listPendingFiles(data.config, manifest)
    await verifyRecords(data, manifest, options)
    const isBeforeThem = options.reason === 'undo' || isSavedBeforeMigrate(manifest)
    return prepared.start(isBeforeThem ? listFailed(await histories) : [])
  }
  try {
    const [pending] = await settleAllOrAbort(new AbortController(), [start(), deleted])
    return { data, backup, pending }
  } catch (error) {
    throw await toReplacedError(error, { data, manifest, backup }, options)
  }
}

interface ReplacedFiles extends ReplacedData {
  readonly backup: StoredSnapshot | undefined
}

async function replaceData(
  data: ProjectData,
  { snapshot, verified, options, task, histories }: RunningRestore,
): Promise<ReplacedFiles> {
  if (data.files === undefined) {
    await Promise.all([verified, histories])
    const { restoreExternal } = await import('./restore-external.js')
    return { backup: await restoreExternal(data, snapshot, options, task), deleted: Promise.resolve() }
  }
  await using physical = await toPhysical(snapshot, data, options, task)
  return await replaceFiles(data, physical, { ...options, verified, histories }, task)
}

async function replaceFiles(
  data: ProjectData,
  { directory, manifest }: StoredSnapshot,
  options: RestoreOptions & Pick<RunningRestore, 'verified' | 'histories'>,
  task: SnapshotTask,
): Promise<ReplacedFiles> {
  const { config, running } = data
  const files = requireFiles(data)
  const discard = async (): Promise<void> => {
    await Promise.all(STORE_NAMES.map(async (store) => files.discard(store, config)))
  }
  const background = findBackgroundServices(data)
  const isSaved = options.backup !== false && (await hasData(data))
  await using staged = isSaved ? await stageSnapshot(getSnapshotsDirectory(config.home)) : undefined
  let saved: StoredSnapshot | undefined
  let isReplaced = false
  try {
    await using sessions = running ? prepareSessionReader(data.engines) : undefined
    task.phase('copying the files of the snapshot')
    await forEachStore(options.signal, async (store, aborted) => {
      await files.stage(store, config, path.join(directory, store), aborted)
    })
    await options.verified
    debug(() => 'Copied the files of the snapshot.')
    await using _hold = await holdServices(data.state, config.home, options)
    const [valid = [], histories] = await Promise.all([sessions?.read(), options.histories])
    // Their caches are of the data that is replaced.
    await stopBackgroundServices(data)
    debug(() => 'Stopped the services.')
    task.phase('replacing the data')
    options.signal.throwIfAborted()
    const { deleted } = await whileStopped(data, { ...options, discardsData: !isSaved }, async () => {
      saved = staged && (await saveReplacedData(data, histories, staged, options))
      // Only while it is saved, Ctrl-C keeps the data.
      if (isSaved) options.signal.throwIfAborted()
      // From here on, the restore is completed, whatever happens.
      debug(() => 'Stopped the engines.')
      const recorded = toRecordedData(manifest, valid)
      const replaced = await replaceStores(config, {
        provider: data.provider,
        stores: STORE_NAMES,
        directory,
        data: recorded,
      })
      isReplaced = true
      return replaced
    })
    return { backup: saved, deleted }
  } catch (error) {
    if (isRestoreIncomplete(config)) throw error
    // The engines did not start again.
    if (isReplaced) throw await toReplacedError(error, { data, manifest, backup: saved }, options)
    // The data is still there.
    if (saved !== undefined) await deleteSnapshot(saved).catch(() => {})
    await discard().catch(() => {})
    const isRunning =
      background === undefined ? undefined : await startStoppedServices(data, options).catch(() => false)
    if (options.signal.aborted) options.reporter.warn(describeInterruption(isRunning))
    throw error
  }
}

/** The data that is replaced, as a snapshot of its own. */
async function saveReplacedData(
  data: ProjectData,
  histories: Histories | undefined,
  staged: StagedSnapshot,
  options: RestoreOptions,
): Promise<StoredSnapshot> {
  await copyFiles(data, staged.directory, options.signal)
  const files = await digestFiles(staged.directory, options)
  const { reason = 'restore' } = options
  const cut = { contents: undefined, histories, notCovered: [] }
  return staged.publish(createManifest(data, cut, files, { ...options, reason }))
}

/** Independent of the state, which may have been damaged or deleted. */
async function hasData({ config, provider }: ProjectData): Promise<boolean> {
  const locations = await (await loadProvider(provider)).listDataLocations?.(config)
  return locations === undefined || locations.length > 0
}

/** Compares the records with the manifest, if requested. */
async function verifyRecords(
  data: ProjectData,
  manifest: SnapshotManifest,
  { verify }: RestoreOptions,
): Promise<void> {
  if (verify !== true) return
  await using reader = await createContentsReader(data)
  const { fingerprint } = await reader.read()
  assertFingerprints(fingerprint, getFingerprints(manifest), `snapshot ${manifest.name}`)
}

/** Starts the services again if they were stopped, also after Ctrl-C: they ran before. Resolves to whether they are running. */
async function startStoppedServices(
  { config, engines }: ProjectData,
  { reporter, timeoutMs }: SnapshotOptions,
): Promise<boolean> {
  const { state } = readState(config)
  if (findRunningServices(state, config.home) !== undefined) return true
  const { signal } = new AbortController()
  const run = createRestartRun(config, { ...state, engines }, { reporter, signal }, timeoutMs)
  await restartServices(run, getServicePorts(run.before.state))
  return true
}

/** `isRunning` is undefined if the services did not run before. */
function describeInterruption(isRunning: boolean | undefined): string {
  if (isRunning === undefined) return 'The data was not replaced.'
  const services = isRunning
    ? 'the services are running'
    : 'the services are stopped, and homemanager up starts them'
  return `The data was not replaced; ${services}.`
}
