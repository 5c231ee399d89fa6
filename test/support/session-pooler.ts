import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'

/** A TCP port on this machine in front of a PostgreSQL, as a pooler is. */
export interface SessionPooler extends AsyncDisposable {
  readonly port: number
}

/**
 * What matters of a connection pooler: whoever connects is told a process number that is not the session's, and the session
 * outlives the connection.
 */
export async function startSessionPooler(postgresPort: number): Promise<SessionPooler> {
  const sessions = new Set<Socket>()
  const server = createServer((client) => {
    const session = connect(postgresPort, '127.0.0.1')
    sessions.add(session)
    let fixture = false
    session.on('data', (piece) => {
      if (!fixture) fixture = replaceProcessId(piece)
      client.write(piece)
    })
    client.on('data', (piece) => {
      // Terminate is for the pooler alone.
      if (piece.length !== 5 || piece.toString('latin1', 0, 1) !== 'X') session.write(piece)
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

/** Changes the number in BackendKeyData ("K", length 12; PostgreSQL manual, 55.7), where the piece has it. */
function replaceProcessId(piece: Buffer): boolean {
  const at = piece.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
  if (at === -1) return false
  piece.writeInt32BE(piece.readInt32BE(at + 5) ^ 0x7fff, at + 5)
  return true
}
