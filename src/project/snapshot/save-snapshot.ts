import type { ResolvedConfig } from '../../config/resolved-config.js'
import { compressStores } from '../../snapshots/compressed-stores.js'
import { digestFiles } from '../../snapshots/digests/file-digests.js'
import type { SnapshotFile } from '../../snapshots/snapshot-manifest.js'
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
import { createContentsReader, readHistories, toEndpoints } from './read-contents.js'
import type { SavedCut, SaveOptions } from './save-options.js'
import type { SnapshotTask } from './snapshot-options.js'
import { savePortable } from './save-portable.js'
import {
  assertHasDirectoryOrData,
  findProjectData,
  type ProjectData,
  requireFiles,
  whileStopped,
} from './stopped-stack.js'

/**
 * Saves the three stores as one consistent cut. Requests to the services wait meanwhile, event processing rests, and stopping the
 * engines disconnects all other clients. Everything continues as before, also if saving fails.
 */
export async function saveSnapshot(config: ResolvedConfig, options: SaveOptions): Promise<StoredSnapshot> {
  if (options.name !== undefined) assertNewName(config.home, options.name)
  await assertHasDirectoryOrData(config)
  using _lock = await lockProject(config, options)
  // Another command may have used the name while this one waited.
  if (options.name !== undefined) assertNewName(config.home, options.name)
  return await saveUnderLock(await findProjectData(config), options)
}

/** The same, for callers that hold the stack lock. */
export async function saveUnderLock(data: ProjectData, options: SaveOptions): Promise<StoredSnapshot> {
  const { config } = data
  const { format = 'physical' } = options
  if (format === 'physical') requireFiles(data)
  const parent = getSnapshotsDirectory(config.home)
  await using staged = await stageSnapshot(parent)
  const task = options.reporter.task('snapshot', { hasResult: true })
  try {
    const { directory } = staged
    const digest = async (): Promise<readonly SnapshotFile[]> => {
      if (options.compress === true) {
        task.phase('compressing the files')
        await compressStores(directory, options.signal)
      }
      await options.addFiles?.(directory)
      task.phase('computing the digests of the files')
      return digestFiles(directory, options)
    }
    const { cut, files } =
      format === 'portable'
        ? { cut: await savePortable(data, directory, options, task), files: digest() }
        : await savePhysical(data, directory, options, { task, digest })
    const saved = await staged.publish(createManifest(data, cut, await files, options))
    task.succeed(saved.manifest.name)
    return saved
  } catch (error) {
    task.fail()
    throw error
  }
}

/** The files of the engines, which are stopped while they are copied. Their digests are computed while the engines start again. */
async function savePhysical(
  data: ProjectData,
  directory: string,
  options: SaveOptions,
  { task, digest }: { readonly task: SnapshotTask; readonly digest: () => Promise<readonly SnapshotFile[]> },
): Promise<{ readonly cut: SavedCut; readonly files: Promise<readonly SnapshotFile[]> }> {
  const reads = data.running && options.read !== false
  await using reader = reads ? await createContentsReader(data) : undefined
  await reader?.prepare()
  task.phase('waiting for requests in progress')
  await using hold = await holdServices(data.state, data.config.home, options)
  if (reads) task.phase('reading the records')
  const contents = await reader?.read()
  const histories =
    contents?.histories ?? (data.running ? await readHistories(toEndpoints(data.engines)) : undefined)
  if (hold?.lost.aborted === true) throw holdLost()
  task.phase('copying the files of the engines')
  const { files } = await whileStopped(data, options, async () => {
    await copyFiles(data, directory, options.signal)
    const digests = digest()
    // The engines may not start; then it has no reader.
    digests.catch(() => {})
    return { files: digests }
  })
  return { cut: { contents, histories, notCovered: [] }, files }
}
