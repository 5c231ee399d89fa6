import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { STORE_NAMES, type StoreName } from '../../../core/store-name.js'
import { endProcess } from '../end-process.js'
import { lastLines } from '../last-lines.js'
import { stillRuns } from '../process-identity.js'
import type { EngineRecord, Provider } from '../provider.js'
import { dynamodbEngine } from './dynamodb-engine.js'
import type { EmbeddedEngine } from './embedded-engine.js'
import { engineFolders, makeEngineFolders } from './engine-folders.js'
import { explainedFolderError } from './folder-errors.js'
import { launchDetached, STARTING } from './launch-detached.js'
import { endLeftover, forgetEngine, foundEngine, rememberEngine } from './remembered-engine.js'
import { mongoEngine } from './mongo-engine.js'
import { postgresEngine } from './postgres-engine.js'

const engines: Readonly<Record<StoreName, EmbeddedEngine>> = {
  postgres: postgresEngine,
  dynamodb: dynamodbEngine,
  mongo: mongoEngine,
}

/** Runs the engines as plain processes of this user, without Docker; data and logs live in the project's home. */
export const embeddedProvider: Provider = {
  name: 'embedded',
  async start(request) {
    const { store, config, port, signal } = request
    const engine = engines[store]
    const folders = engineFolders(store, config.home)
    try {
      await makeEngineFolders(folders)
      await endLeftover(folders, engine.gentleSignal)
      const launch = await engine.prepare(request, folders.data)
      signal.throwIfAborted()
      const identity = await launchDetached(launch, folders, port)
      const running = { port, process: identity, engine: launch.engine, logFile: folders.log }
      await rememberEngine(folders, running)
      if (signal.aborted) {
        await endProcess(identity, engine.gentleSignal, 0)
        signal.throwIfAborted()
      }
      return engine.record(config, running)
    } catch (error) {
      throw explainedFolderError(error, folders.data)
    }
  },
  running(record) {
    return Promise.resolve(record.process !== undefined && stillRuns(record.process))
  },
  async stop(record, graceMs) {
    if (record.process) await endProcess(record.process, engines[record.store].gentleSignal, graceMs)
  },
  async removeData(store, config) {
    const folders = engineFolders(store, config.home)
    await endLeftover(folders, 'SIGKILL')
    await forgetEngine(folders)
    await rm(folders.data, { recursive: true, force: true })
  },
  dataNames(config) {
    const folders = STORE_NAMES.map((store) => engineFolders(store, config.home).data)
    return Promise.resolve(folders.filter((folder) => existsSync(folder)).map((folder) => `folder ${folder}`))
  },
  async lastLogLines(record: EngineRecord, count: number) {
    if (record.logFile === undefined) return []
    const lines = await lastLines(record.logFile, count)
    const start = lines.findLastIndex((line) => line.startsWith(STARTING))
    return lines.slice(start + 1)
  },
  async find(config) {
    const found = await Promise.all(
      STORE_NAMES.map(async (store) => {
        const running = await foundEngine(engineFolders(store, config.home))
        return running && engines[store].record(config, running)
      }),
    )
    return found.filter((record) => record !== undefined)
  },
}
