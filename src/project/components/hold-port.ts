import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Listens on a port of an engine that is stopped for a moment, so that no other process takes it meanwhile; clients are
 * disconnected. Release it right before the engine starts. Does nothing if the port cannot be bound.
 */
export async function holdPort(port: number): Promise<AsyncDisposable> {
  const server = createServer((socket) => socket.destroy())
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true })
    await once(server, 'listening')
  } catch {
    // The start of the engine reports it.
    return { [Symbol.asyncDispose]: () => Promise.resolve() }
  }
  // It is released in any case; no command waits for it.
  server.unref()
  return {
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}
