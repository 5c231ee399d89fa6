import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'

/** A TCP proxy for PostgreSQL that behaves like a connection pooler. */
export interface SessionPooler extends AsyncDisposable {
  readonly port: number
}

/**
 * Simulates the relevant behavior of a connection pooler: clients get a process ID that is not the session's, and sessions
 * outlive client connections.
 */
export async function startSessionPooler(postgresPort: number): Promise<SessionPooler> {
  const sessions = new Set<Socket>()
  const server = createServer((client) => {
    const session = connect(postgresPort, '127.0.0.1')
    sessions.add(session)
    let replaced = false
    session.on('data', (chunk) => {
      if (!replaced) replaced = replaceProcessId(chunk)
      client.write(chunk)
    })
    client.on('data', (chunk) => {
      // The pooler does not forward Terminate messages.
      if (chunk.length !== 5 || chunk.toString('latin1', 0, 1) !== 'X') session.write(chunk)
    })
    for (const socket of [client, session]) socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy()
      server.close()
    },
  }
}

/** Changes the number in BackendKeyData ("K", length 12; PostgreSQL documentation, 55.7), if the chunk has it. */
function replaceProcessId(chunk: Buffer): boolean {
  const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
  if (at === -1) return false
  chunk.writeInt32BE(chunk.readInt32BE(at + 5) ^ 0x7fff, at + 5)
  return true
}
