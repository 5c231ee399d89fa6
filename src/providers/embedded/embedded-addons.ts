import path from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import type { AddonName } from '../../core/addon-name.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { isAlive } from '../process-identity.js'
import type { AddonRecipe, AddonRecord, AddonRunner } from '../provider.js'
import { stopProcess } from '../stop-process.js'
import { openLogFile } from '../tail-file.js'
import type { EmbeddedAddonRecipe } from './embedded-addon-recipe.js'
import type { RunningEngine } from './embedded-recipe.js'
import { getEnginePaths } from './engine-paths.js'
import { findRunningEngine } from './engine-record-file.js'
import { readLinesOfLastStart, startProgram } from './start-program.js'

/** PgBouncer, Redis and a replica of PostgreSQL end at this signal at once, without losing what they have confirmed. */
const STOP_SIGNAL = 'SIGINT'

/** Runs add-ons as processes of the current user, by the same rules as the embedded engines. */
export function createEmbeddedAddons(
  loadRecipe: (name: AddonName) => Promise<EmbeddedAddonRecipe>,
): AddonRunner {
  return {
    async start(addon, request) {
      const recipe = await loadRecipe(addon.name)
      const paths = getEnginePaths(addon.name, request.config.home)
      // While no other process waits for the lock: it connects to engines that are starting.
      if (recipe.store !== undefined) await request.getEndpoints()
      const running = await startProgram(paths, {
        port: request.port,
        signal: request.signal,
        stopSignal: STOP_SIGNAL,
        async prepare(dataDirectory) {
          createPrivateDirectory(dataDirectory)
          return recipe.prepare(request, dataDirectory)
        },
      })
      return toAddonRecord(addon, recipe, request.config, running)
    },
    isRunning: ({ process: identity }) => Promise.resolve(identity !== undefined && isAlive(identity)),
    async hasStarted(addon, { logFile }) {
      if (logFile === undefined) return true
      const { dataDirectory } = getEnginePaths(addon.name, path.dirname(path.dirname(logFile)))
      return (await (await loadRecipe(addon.name)).hasStarted?.(dataDirectory)) ?? true
    },
    async stop({ process: identity }, graceMs) {
      if (identity !== undefined) await stopProcess(identity, STOP_SIGNAL, graceMs)
    },
    lastLogLines: async ({ logFile }, count) => readLinesOfLastStart(logFile, count),
    openLog: ({ logFile = '' }) => Promise.resolve(openLogFile(logFile)),
    async find(addons, config) {
      const records = await Promise.all(
        addons.map(async (addon) => {
          const running = await findRunningEngine(getEnginePaths(addon.name, config.home))
          return running && toAddonRecord(addon, await loadRecipe(addon.name), config, running)
        }),
      )
      return records.filter((record) => record !== undefined)
    },
  }
}

function toAddonRecord(
  { name }: AddonRecipe,
  recipe: EmbeddedAddonRecipe,
  config: ResolvedConfig,
  running: RunningEngine,
): AddonRecord {
  return { name, url: recipe.toUrl(config, running.port), ...running }
}
