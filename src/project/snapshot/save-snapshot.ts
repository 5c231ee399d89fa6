import type { ResolvedConfig } from '../../config/resolved-config.js'
import { digestFiles } from '../../snapshots/file-digests.js'
import {
  assertNewName,
  getSnapshotsDirectory,
  stageSnapshot,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import { holdLost, holdServices } from '../hold/hold-services.js'
import { lockProject } from '../lock/lock-project.js'
import { copyFiles } from './copy-files.js'
import { createManifest } from './create-manifest.js'
import { prepareReading, readContents } from './read-contents.js'
import type { SavedCut, SaveOptions } from './save-options.js'
import type { SnapshotTask } from './snapshot-options.js'
import { savePortable } from './save-portable.js'
import { findProjectData, type ProjectData, requireFiles, whileStopped } from './stopped-stack.js'

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
  const { config } = data
  const parent = getSnapshotsDirectory(config.home)
  await using staged = await stageSnapshot(parent)
  const task = options.reporter.task('snapshot')
  try {
    const { format = 'physical' } = options
    if (format === 'physical') requireFiles(data)
    const cut = await (format === 'portable'
      ? savePortable(data, staged.directory, options, task)
      : savePhysical(data, staged.directory, options, task))
    await options.addFiles?.(staged.directory)
    task.phase('computing the digests of the files')
    const files = await digestFiles(staged.directory, options)
    const saved = await staged.publish(createManifest(data, cut, files, options))
    task.succeed(saved.manifest.name)
    return saved
  } catch (error) {
    task.fail()
    throw error
  }
}

/** The files of the engines, which are stopped while they are copied. */
async function savePhysical(
  data: ProjectData,
  directory: string,
  options: SaveOptions,
  task: SnapshotTask,
): Promise<SavedCut> {
  const reads = data.running && options.read !== false
  if (reads) await prepareReading()
  task.phase('waiting for requests in progress')
  await using hold = await holdServices(data.state, data.config.home, options)
  if (reads) task.phase('reading the records')
  const contents = reads ? await readContents(data.engines) : undefined
  if (hold?.lost.aborted === true) throw holdLost()
  task.phase('copying the files of the engines')
  await whileStopped(data, options, async () => copyFiles(data, directory, options.signal))
  return { contents, notCovered: [] }
}
