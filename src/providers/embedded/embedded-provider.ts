import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { stopProcess } from '../stop-process.js'
import { readLastLines } from '../read-last-lines.js'
import { isAlive } from '../process-identity.js'
import type { EngineRecord, Provider } from '../provider.js'
import { dynamodbEngine } from './dynamodb-engine.js'
import type { EmbeddedEngine } from './embedded-engine.js'
import { getEnginePaths, createEngineDirectories } from './engine-paths.js'
import { toDirectoryError } from './to-directory-error.js'
import { launchDetached, START_LINE_PREFIX } from './launch-detached.js'
import {
  stopOrphanedEngine,
  deleteEngineRecord,
  findRunningEngine,
  saveEngineRecord,
} from './engine-record-file.js'
import { mongoEngine } from './mongo-engine.js'
import { postgresEngine } from './postgres-engine.js'

const EMBEDDED_ENGINES: Readonly<Record<StoreName, EmbeddedEngine>> = {
  postgres: postgresEngine,
  dynamodb: dynamodbEngine,
  mongo: mongoEngine,
}

/** Runs the engines as plain processes of this user, without Docker; data and logs live in the project's home. */
export const embeddedProvider: Provider = {
  name: 'embedded',
  async start(request) {
    const { store, config, port, signal } = request
    const engine = EMBEDDED_ENGINES[store]
    const directories = getEnginePaths(store, config.home)
    try {
      await createEngineDirectories(directories)
      await stopOrphanedEngine(directories, engine.stopSignal)
      const launch = await engine.prepare(request, directories.dataDirectory)
      signal.throwIfAborted()
      const identity = await launchDetached(launch, directories, port)
      const running = { port, process: identity, engine: launch.engine, logFile: directories.logFile }
      await saveEngineRecord(directories, running)
      if (signal.aborted) {
        await stopProcess(identity, engine.stopSignal, 0)
        signal.throwIfAborted()
      }
      return engine.toRecord(config, running)
    } catch (error) {
      throw toDirectoryError(error, directories.dataDirectory)
    }
  },
  isRunning(record) {
    return Promise.resolve(record.process !== undefined && isAlive(record.process))
  },
  async stop(record, graceMs) {
    if (record.process) await stopProcess(record.process, EMBEDDED_ENGINES[record.store].stopSignal, graceMs)
  },
  async removeData(store, config) {
    const directories = getEnginePaths(store, config.home)
    await stopOrphanedEngine(directories, 'SIGKILL')
    await deleteEngineRecord(directories)
    await rm(directories.dataDirectory, { recursive: true, force: true })
  },
  listDataLocations(config) {
    const directories = STORE_NAMES.map((store) => getEnginePaths(store, config.home).dataDirectory)
    return Promise.resolve(
      directories.filter((directory) => existsSync(directory)).map((directory) => `folder ${directory}`),
    )
  },
  async lastLogLines(record: EngineRecord, count: number) {
    if (record.logFile === undefined) return []
    const lines = await readLastLines(record.logFile, count)
    const start = lines.findLastIndex((line) => line.startsWith(START_LINE_PREFIX))
    return lines.slice(start + 1)
  },
  async find(config) {
    const found = await Promise.all(
      STORE_NAMES.map(async (store) => {
        const running = await findRunningEngine(getEnginePaths(store, config.home))
        return running && EMBEDDED_ENGINES[store].toRecord(config, running)
      }),
    )
    return found.filter((record) => record !== undefined)
  },
}
