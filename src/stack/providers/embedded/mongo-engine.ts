import { mkdir } from 'node:fs/promises'
import type { EmbeddedEngine } from './embedded-engine.js'
import { localMongoUrl } from '../local-mongo-url.js'
import { mongoProgram } from './mongo-program.js'

/** MongoDB, by the first way that this machine has; see `mongoProgram`. */
export const mongoEngine: EmbeddedEngine = {
  gentleSignal: 'SIGTERM',
  async prepare(request, dataFolder) {
    const program = await mongoProgram(request)
    await mkdir(dataFolder, { recursive: true, mode: 0o700 })
    return program.launch(dataFolder, request.port)
  },
  record(config, running) {
    const url = localMongoUrl(config.mongo.database, running.port)
    return { store: 'mongo', endpoint: { url }, ...running }
  },
}
