import { mkdir } from 'node:fs/promises'
import type { EmbeddedEngine } from './embedded-engine.js'
import { buildLocalMongoUrl } from '../local-mongo-url.js'
import { findMongoProgram } from './mongo-program.js'

/** Runs MongoDB with the first available program; see `findMongoProgram`. */
export const mongoEngine: EmbeddedEngine = {
  stopSignal: 'SIGTERM',
  async prepare(request, dataDirectory) {
    const program = await findMongoProgram(request)
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
    return program.launch(dataDirectory, request.port)
  },
  toRecord(config, running) {
    const url = buildLocalMongoUrl(config.mongo.database, running.port)
    return { store: 'mongo', endpoint: { url }, ...running }
  },
}
