import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { diffSnapshots } from '../../snapshots/diff/diff-snapshots.js'
import type { SnapshotDifference } from '../../snapshots/diff/snapshot-difference.js'
import { verifyFiles } from '../../snapshots/digests/file-digests.js'
import { savePortable } from '../../snapshots/portable/save-portable.js'
import {
  getSnapshotsDirectory,
  stageSnapshot,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { assertProjectExists } from '../components/assert-project-exists.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { StackEngine } from '../state/stack-state.js'
import { readState } from '../state/state-file.js'
import { toEndpoints } from './read-contents.js'
import { openPhysical } from './to-physical.js'
import type { SnapshotOptions } from './snapshot-options.js'
import { startTemporaryEngines } from './temporary-engines.js'

export interface DiffProjectOptions extends SnapshotOptions {
  /** Default: all stores. */
  readonly only?: readonly StoreName[]
  /** Maximum number of records of each entity to list. Counts are always complete. */
  readonly limit: number
}

/** Finds the records in which a snapshot differs from another one, or from the running stack. */
export async function diffProject(
  config: ResolvedConfig,
  from: StoredSnapshot,
  to: StoredSnapshot | undefined,
  options: DiffProjectOptions,
): Promise<SnapshotDifference> {
  await using staged = await stageSnapshot(getSnapshotsDirectory(config.home))
  const task = options.reporter.task('diff')
  try {
    task.phase('reading the records')
    const prepare = async (side: StoredSnapshot | undefined, name: string): Promise<string> =>
      side === undefined
        ? writeLive(config, path.join(staged.directory, name), options)
        : toPortable(config, side, path.join(staged.directory, name), options)
    const first = await prepare(from, 'from')
    const second = await prepare(to, 'to')
    task.phase('comparing')
    const { only, limit, signal } = options
    const { entities } = await loadExtensions(config)
    const difference = await diffSnapshots(first, second, {
      entities,
      limit,
      signal,
      ...(only === undefined ? {} : { only }),
    })
    task.succeed()
    return difference
  } catch (error) {
    task.fail()
    throw error
  }
}

/** The directory of a portable snapshot; the files of a physical one are read with temporary engines. */
async function toPortable(
  config: ResolvedConfig,
  snapshot: StoredSnapshot,
  target: string,
  options: SnapshotOptions,
): Promise<string> {
  const { directory, manifest } = snapshot
  await verifyFiles(directory, manifest, options)
  if (manifest.format === 'portable') return directory
  const { provider, bytes } = manifest
  await using physical = await openPhysical(snapshot, config, options)
  const source = physical.directory
  await using temporary = await startTemporaryEngines(config, provider, source, { ...options, bytes })
  return await write(config, temporary.engines, target, options)
}

async function writeLive(config: ResolvedConfig, target: string, options: SnapshotOptions): Promise<string> {
  const { engines } = readState(config).state
  if (engines.length === 0) {
    assertProjectExists(config)
    throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
      message: `The stack of project ${config.project} is not running, so a snapshot cannot be compared with it.`,
      suggestion: 'Run homemanager up, or name a second snapshot.',
    })
  }
  return write(config, engines, target, options)
}

async function write(
  config: ResolvedConfig,
  engines: readonly StackEngine[],
  target: string,
  { signal }: SnapshotOptions,
): Promise<string> {
  await mkdir(target, { mode: 0o700 })
  const { entities } = await loadExtensions(config)
  await savePortable(toEndpoints(engines), entities, target, { signal, onProgress: () => {} })
  return target
}
