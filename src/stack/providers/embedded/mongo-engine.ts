import { mkdir } from 'node:fs/promises'
import type { EmbeddedEngine } from './embedded-engine.js'
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
    const url = new URL(`mongodb://127.0.0.1:${running.port}/`)
    url.pathname = encodeURIComponent(config.mongo.database)
    url.searchParams.set('directConnection', 'true')
    url.searchParams.set('retryWrites', 'false')
    return { store: 'mongo', endpoint: { url: url.href }, ...running }
  },
}
