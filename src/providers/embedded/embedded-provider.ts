import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { AddonName } from '../../core/addon-name.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { stopProcess } from '../stop-process.js'
import { isListeningOn } from '../listening-sockets.js'
import { isAlive } from '../process-identity.js'
import type { EngineRecord, Provider } from '../provider.js'
import type { EmbeddedAddonRecipe } from './embedded-addon-recipe.js'
import { createEmbeddedAddons } from './embedded-addons.js'
import { embeddedFiles } from './embedded-files.js'
import type { EmbeddedRecipe, RunningEngine } from './embedded-recipe.js'
import { getEnginePaths } from './engine-paths.js'
import { lockData } from './lock-data.js'
import { stopOrphanedEngine, deleteEngineRecord, findRunningEngine } from './engine-record-file.js'
import { readLinesOfLastStart, startProgram } from './start-program.js'

/** Runs the engines as processes of the current user, without Docker. Data and logs are in the state directory. */
export function createEmbeddedProvider(
  loadRecipe: (store: StoreName) => Promise<EmbeddedRecipe>,
  loadAddonRecipe?: (name: AddonName) => Promise<EmbeddedAddonRecipe>,
): Provider {
  return {
    name: 'embedded',
    ...(loadAddonRecipe === undefined ? {} : { addons: createEmbeddedAddons(loadAddonRecipe) }),
    files: embeddedFiles,
    async start(request) {
      const { store, config, port, signal } = request
      const recipe = await loadRecipe(store)
      const paths = getEnginePaths(store, config.home)
      const running = await startProgram(paths, {
        port,
        signal,
        stopSignal: recipe.stopSignal,
        prepare: async (dataDirectory) => recipe.prepare(request, dataDirectory),
      })
      return toEngineRecord(store, recipe, config, running)
    },
    isRunning(record) {
      return Promise.resolve(record.process !== undefined && isAlive(record.process))
    },
    ownsPort({ process: identity, port }) {
      if (identity === undefined || !isAlive(identity)) return false
      // An engine that runs as another user cannot always be inspected.
      return isListeningOn(identity.pid, port) ?? true
    },
    async hasStarted({ store, logFile }) {
      if (logFile === undefined) return true
      const { dataDirectory } = getEnginePaths(store, path.dirname(path.dirname(logFile)))
      return (await (await loadRecipe(store)).hasStarted?.(dataDirectory)) ?? true
    },
    async stop(record, graceMs, { discardsData = false } = {}) {
      if (record.process === undefined) return
      const { stopSignal, immediateStopSignal = stopSignal } = await loadRecipe(record.store)
      await stopProcess(record.process, discardsData ? immediateStopSignal : stopSignal, graceMs)
    },
    async removeData(store, config) {
      const paths = getEnginePaths(store, config.home)
      await stopOrphanedEngine(paths, 'SIGKILL')
      if (!existsSync(path.dirname(paths.lockFile))) return
      using _lock = await lockData(paths, 'SIGKILL')
      await deleteEngineRecord(paths)
      await embeddedFiles.discard(store, config)
      await embeddedFiles.deleteReplaced?.([store], config)
      await rm(paths.dataDirectory, { recursive: true, force: true })
    },
    listDataLocations(config) {
      const dataDirectories = STORE_NAMES.map((store) => getEnginePaths(store, config.home).dataDirectory)
      return Promise.resolve(
        dataDirectories
          .filter((directory) => existsSync(directory))
          .map((directory) => `directory ${directory}`),
      )
    },
    lastLogLines: async ({ logFile }, count) => readLinesOfLastStart(logFile, count),
    async find(config) {
      const found = await Promise.all(
        STORE_NAMES.map(async (store) => {
          const running = await findRunningEngine(getEnginePaths(store, config.home))
          return running && toEngineRecord(store, await loadRecipe(store), config, running)
        }),
      )
      return found.filter((record) => record !== undefined)
    },
  }
}

function toEngineRecord(
  store: StoreName,
  recipe: EmbeddedRecipe,
  config: ResolvedConfig,
  running: RunningEngine,
): EngineRecord {
  // The recipe is of this store, so the endpoint is too.
  return { store, endpoint: recipe.toEndpoint(config, running.port), ...running } as EngineRecord
}
