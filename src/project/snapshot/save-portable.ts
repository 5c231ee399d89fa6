import type { ResolvedConfig } from '../../config/resolved-config.js'
import { savePortable as writeStores } from '../../snapshots/portable/save-portable.js'
import { measureFiles } from '../../snapshots/digests/file-digests.js'
import { getSnapshotsDirectory, stageSnapshot } from '../../snapshots/snapshot-directory.js'
import { HomeError } from '../../core/home-error.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { holdLost, holdServices } from '../hold/hold-services.js'
import type { StackEngine } from '../state/stack-state.js'
import { readHistories, type StoreContents, toEndpoints } from './read-contents.js'
import { copyFiles } from './copy-files.js'
import type { SavedCut, SaveOptions } from './save-options.js'
import type { SnapshotTask } from './snapshot-options.js'
import { type ProjectData, whileStopped } from './stopped-stack.js'
import { startTemporaryEngines } from './temporary-engines.js'

const OTHER_CLIENTS =
  'Writes of other clients than the services of this project: they can be in one store and not in another.'

/**
 * Saves the stores in files that other programs read. The files of engines that homemanager runs are copied first, and read with
 * temporary engines, so that requests wait only for the copy. External servers are read while requests wait.
 */
export async function savePortable(
  data: ProjectData,
  directory: string,
  options: SaveOptions,
  task: SnapshotTask,
): Promise<SavedCut> {
  const { config, provider } = data
  if (data.files === undefined) return saveExternal(data, directory, options, task)
  await using copy = await stageSnapshot(getSnapshotsDirectory(config.home))
  task.phase('copying the files of the engines')
  await (async () => {
    await using _hold = await holdServices(data.state, config.home, options)
    await whileStopped(data, options, async () => copyFiles(data, copy.directory, options.signal))
  })()
  const { bytes } = await measureFiles(copy.directory)
  await using temporary = await startTemporaryEngines(config, provider, copy.directory, { ...options, bytes })
  const contents = await write(config, temporary.engines, directory, options, task)
  return { contents, histories: contents.histories, notCovered: [] }
}

async function saveExternal(
  data: ProjectData,
  directory: string,
  options: SaveOptions,
  task: SnapshotTask,
): Promise<SavedCut> {
  if (!data.running) {
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE, {
      message: 'The external servers are not connected.',
      suggestion: 'Run homemanager up first.',
    })
  }
  task.phase('waiting for requests in progress')
  await using hold = await holdServices(data.state, data.config.home, options)
  const contents = await write(data.config, data.engines, directory, options, task)
  if (hold?.lost.aborted === true) throw holdLost()
  return { contents, histories: contents.histories, notCovered: [OTHER_CLIENTS] }
}

async function write(
  config: ResolvedConfig,
  engines: readonly StackEngine[],
  directory: string,
  { signal }: SaveOptions,
  task: SnapshotTask,
): Promise<StoreContents> {
  task.phase('writing the records')
  const endpoints = toEndpoints(engines)
  const { entities } = await loadExtensions(config)
  const [{ fingerprint, counts }, histories] = await Promise.all([
    writeStores(endpoints, entities, directory, { signal, onProgress: () => {} }),
    readHistories(endpoints),
  ])
  return { fingerprint, counts, histories }
}
