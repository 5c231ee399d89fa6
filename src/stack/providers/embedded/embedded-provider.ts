import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { StoreName } from '../../../core/store-name.js'
import { endProcess } from '../end-process.js'
import { lastLines } from '../last-lines.js'
import { stillRuns } from '../process-identity.js'
import type { EngineRecord, Provider, StartRequest } from '../provider.js'
import { dynamodbEngine } from './dynamodb-engine.js'
import type { EmbeddedEngine } from './embedded-engine.js'
import { launchDetached } from './launch-detached.js'
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
    const engine = engines[request.store]
    const logFile = path.join(request.config.home, 'logs', `${request.store}.log`)
    await makeFolders(request)
    const launch = await engine.prepare(request, dataFolder(request.store, request.config.home))
    request.signal.throwIfAborted()
    const identity = await launchDetached(launch, request.config.home, logFile)
    if (request.signal.aborted) {
      await endProcess(identity, engine.gentleSignal, 0)
      request.signal.throwIfAborted()
    }
    return engine.record(request.config, {
      port: request.port,
      process: identity,
      engine: launch.engine,
      logFile,
    })
  },
  running(record) {
    return Promise.resolve(record.process !== undefined && stillRuns(record.process))
  },
  async stop(record, graceMs) {
    if (record.process) await endProcess(record.process, engines[record.store].gentleSignal, graceMs)
  },
  async removeData(store, config) {
    await rm(dataFolder(store, config.home), { recursive: true, force: true })
  },
  lastLogLines(record: EngineRecord, count: number) {
    return record.logFile === undefined ? Promise.resolve([]) : lastLines(record.logFile, count)
  },
}

function dataFolder(store: StoreName, home: string): string {
  return path.join(home, 'data', store)
}

async function makeFolders({ config }: StartRequest): Promise<void> {
  await mkdir(path.join(config.home, 'logs'), { recursive: true, mode: 0o700 })
  await mkdir(path.join(config.home, 'data'), { recursive: true, mode: 0o700 })
}
