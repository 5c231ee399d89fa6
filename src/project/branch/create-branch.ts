import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError, rewordError } from '../../core/home-error.js'
import { unwrapSuppressedError } from '../../core/unwrap-suppressed-error.js'
import { MIGRATION_ERRORS } from '../../migrations/migration-errors.js'
import { listExternalStores } from '../components/is-external-store.js'
import { holdServices } from '../hold/hold-services.js'
import { lockProject } from '../lock/lock-project.js'
import { placeData } from '../lock/place-data.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { isSavedBeforeMigrate } from '../../snapshots/backup-limits.js'
import { verifyFiles } from '../../snapshots/digests/file-digests.js'
import type { StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import { copyFiles } from '../snapshot/copy-files.js'
import { toPhysical } from '../snapshot/to-physical.js'
import type { SnapshotOptions, SnapshotTask } from '../snapshot/snapshot-options.js'
import { toRecordedData } from '../snapshot/to-recorded-data.js'
import { readUnfinishedSeeds } from '../state/unfinished-seeds.js'
import { withNewProvider } from '../snapshot/with-new-provider.js'
import {
  assertHasDirectoryOrData,
  findProjectData,
  type ProjectData,
  whileStopped,
} from '../snapshot/stopped-stack.js'
import { silentReporter } from '../state/stack-reporter.js'
import { readState } from '../state/state-file.js'
import { stopStack } from '../down/stop-stack.js'
import { up, type UpReport } from '../up/up.js'
import { claimBranch, removeBranchDirectory, toBranchConfig, writeBranch } from './branches.js'

/** Those of the original are revoked. */
const NO_SESSIONS: readonly string[] = []
/** What errors of the Docker provider suggest. */
const UP_EMBEDDED = 'run homemanager up --provider embedded'

export interface BranchOptions extends SnapshotOptions {
  readonly name: string
  /** Default: the data of the project now. */
  readonly from?: StoredSnapshot | undefined
}

export interface BranchReport {
  readonly name: string
  readonly project: string
  readonly from: string | null
  readonly status: UpReport['status']
  /** Migrations that were not applied to the copied data, such as `postgres/0003-drop`. */
  readonly pending: readonly string[]
  readonly elapsedMs: number
}

/**
 * Makes a second project with the data of this one, or of a snapshot, and starts it on ports of its own. It has its own secrets and
 * signing keys, and no session of the original. A failure leaves nothing behind. Throws `BRANCH_EXISTS`.
 */
export async function createBranch(config: ResolvedConfig, options: BranchOptions): Promise<BranchReport> {
  const since = performance.now()
  const { name, from } = options
  const branch = toBranchConfig(config, name)
  await assertOwnEngines(config)
  if (from === undefined) await assertHasDirectoryOrData(config)
  const remove = async (): Promise<void> => {
    await stopStack(branch, { ...options, volumes: true, reporter: silentReporter }).catch(() => {})
    await removeBranchDirectory(branch.home)
  }
  using _lock = await claimBranch(branch, remove)
  const task = options.reporter.task(`branch ${name}`, { hasResult: true })
  try {
    const record = {
      of: config.project,
      name,
      from: from?.manifest.name ?? null,
      createdAt: new Date().toISOString(),
    }
    writeBranch(branch.home, { ...record, incomplete: true })
    task.phase('copying the data')
    if (from === undefined) await copyProject(config, branch, options)
    else await placeSnapshot(config, branch, { ...options, from }, task)
    task.phase('starting')
    const { status, pending } = await start(branch, options)
    writeBranch(branch.home, record)
    task.succeed(branch.project)
    const elapsedMs = Math.round(performance.now() - since)
    return { name, project: branch.project, from: record.from, status, pending, elapsedMs }
  } catch (error) {
    task.fail()
    await remove()
    throw toBranchError(unwrapSuppressedError(error), from)
  }
}

async function copyProject(
  config: ResolvedConfig,
  branch: ResolvedConfig,
  options: BranchOptions,
): Promise<void> {
  const work = await mkdtemp(path.join(branch.home, 'copy-'))
  try {
    const data = await (async (): Promise<ProjectData> => {
      using _lock = await lockProject(config, options)
      const found = await findProjectData(config)
      await using _hold = await holdServices(found.state, config.home, options)
      await whileStopped(found, options, async () => copyFiles(found, work, options.signal))
      return found
    })()
    const { provider, state } = data
    const { seeded, generator } = state
    const unfinishedSeeds = readUnfinishedSeeds(config.home)
    const recorded = {
      seeded,
      unfinishedSeeds,
      validSessions: NO_SESSIONS,
      ...(generator === undefined ? {} : { generator }),
    }
    await placeData(branch, { provider, directory: work, data: recorded }, options.signal)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** With a configured provider, that of the branch may be another one than that of the project. */
async function placeSnapshot(
  config: ResolvedConfig,
  branch: ResolvedConfig,
  options: BranchOptions & { readonly from: StoredSnapshot },
  task: SnapshotTask,
): Promise<void> {
  const { from, reporter } = options
  const base = config.provider === 'auto' ? config : branch
  await withNewProvider(base, { manifest: from.manifest, reporter }, async (provider) =>
    copySnapshot(branch, provider, options, task),
  )
}

/** The suggestions of `up` would start another stack, or repair the migration history of the project instead of that of the snapshot. */
function toBranchError(error: unknown, from: StoredSnapshot | undefined): unknown {
  if (!(error instanceof HomeError)) return error
  const { code, exitCode } = error
  const suggestion = suggestForBranch(error, from)
  return suggestion === undefined
    ? error
    : rewordError(error, { code, exitCode, meaning: '' }, { suggestion })
}

function suggestForBranch(
  { code, suggestion }: HomeError,
  from: StoredSnapshot | undefined,
): string | undefined {
  if (suggestion?.includes(UP_EMBEDDED) === true) {
    const instead =
      from?.manifest.format === 'portable'
        ? 'add --provider embedded'
        : 'use a portable snapshot (snapshot save --portable) and --provider embedded'
    return suggestion.replace(UP_EMBEDDED, instead)
  }
  const { MIGRATION_DRIFT, MIGRATION_OUT_OF_ORDER } = MIGRATION_ERRORS
  if (from === undefined || (code !== MIGRATION_DRIFT.code && code !== MIGRATION_OUT_OF_ORDER.code))
    return undefined
  return 'Restore the migration files as they were when the snapshot was saved. Or restore it in this project with homemanager snapshot restore --repair; an archive after homemanager snapshot import.'
}

async function copySnapshot(
  branch: ResolvedConfig,
  provider: ProjectData['provider'],
  options: BranchOptions & { readonly from: StoredSnapshot },
  task: SnapshotTask,
): Promise<void> {
  const { directory, manifest } = options.from
  await verifyFiles(directory, manifest, options)
  const source = { config: branch, provider, engines: [] }
  await using physical = await toPhysical({ directory, manifest }, source, options, task)
  const { directory: files } = physical
  const recorded = toRecordedData(manifest, NO_SESSIONS)
  await placeData(branch, { provider, directory: files, data: recorded }, options.signal)
}

async function start(
  branch: ResolvedConfig,
  { from, signal, reporter, timeoutMs }: BranchOptions,
): Promise<Pick<BranchReport, 'status' | 'pending'>> {
  let pending: readonly string[] = []
  const onLeft = (left: readonly string[]): void => {
    pending = left
  }
  const changing = from !== undefined && isSavedBeforeMigrate(from.manifest)
  const report = await up(branch, {
    services: 'background',
    supervise: true,
    allowEmptyMigrations: true,
    leavePending: { changing, onLeft },
    signal,
    reporter,
    timeoutMs,
  })
  return { status: report.status, pending }
}

/** A branch would use the same external servers, and so the data of the original. */
async function assertOwnEngines(config: ResolvedConfig): Promise<void> {
  const { state } = readState(config)
  const external = await listExternalStores({ config, state })
  if (config.provider !== 'external' && external.length === 0) return
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE, {
    message: `No branch can be made of project ${config.project}, because it uses external servers.`,
    ...(external.length === 0 ? {} : { detail: `External: ${external.join(', ')}.` }),
    suggestion: 'Use a project whose engines homemanager runs (provider embedded or docker).',
  })
}
