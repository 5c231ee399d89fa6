import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import pg from 'pg'
import type { Certificates } from '../certificates.js'

/** A front of a real PostgreSQL server that requires TLS and checks passwords itself, as Amazon RDS does with IAM. */
export interface RdsFront extends AsyncDisposable {
  readonly port: number
  /** The passwords that it has received. */
  readonly passwords: readonly string[]
  /** Closes all connections. */
  disconnect(): void
}

export interface RdsFrontOptions {
  /** The server behind it. */
  readonly url: string
  readonly certificates: Certificates
  /** Whether a password is right, now. */
  readonly accepts: (user: string, password: string) => boolean | Promise<boolean>
}

const SSL_REQUEST = 80_877_103

export async function startRdsFront({ url, certificates, accepts }: RdsFrontOptions): Promise<RdsFront> {
  const { cert, key } = certificates
  const context = createSecureContext({ cert, key })
  const sockets = new Set<Socket>()
  const passwords: string[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    void serve(socket).catch(() => socket.destroy())
  })

  async function serve(socket: Socket): Promise<void> {
    const first = await readMessage(socket)
    if (first.readInt32BE(4) !== SSL_REQUEST) {
      socket.end(
        message('E', 'SFATAL\0C28000\0Mno pg_hba.conf entry for host "127.0.0.1", no encryption\0\0'),
      )
      return
    }
    socket.write('S')
    const encrypted = new TLSSocket(socket, { isServer: true, secureContext: context })
    encrypted.on('error', () => socket.destroy())
    const startup = (await readMessage(encrypted)).subarray(8).toString().split('\0')
    const user = startup[startup.indexOf('user') + 1] ?? ''
    encrypted.write(message('R', Buffer.from([0, 0, 0, 3])))
    const password = (await readMessage(encrypted, 1)).subarray(5).toString().replace(/\0$/, '')
    passwords.push(password)
    if (!(await accepts(user, password))) {
      encrypted.end(message('E', `SFATAL\0C28P01\0MPAM authentication failed for user "${user}"\0\0`))
      return
    }
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    const { connection, processID, secretKey } = client as unknown as {
      readonly connection: { readonly stream: Duplex }
      readonly processID: number
      readonly secretKey: number
    }
    const { stream } = connection
    const backendKey = Buffer.alloc(8)
    backendKey.writeInt32BE(processID, 0)
    backendKey.writeInt32BE(secretKey, 4)
    stream.removeAllListeners('data')
    encrypted.write(
      Buffer.concat([
        message('R', Buffer.alloc(4)),
        message('S', 'server_version\x0015\0'),
        message('K', backendKey),
        message('Z', 'I'),
      ]),
    )
    stream.on('error', () => encrypted.destroy()).once('close', () => encrypted.destroy())
    encrypted.once('close', () => stream.destroy())
    encrypted.pipe(stream).pipe(encrypted)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    passwords,
    disconnect,
    async [Symbol.asyncDispose]() {
      disconnect()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A message of the client: its length is after `offset` bytes. */
async function readMessage(socket: Duplex, offset = 0): Promise<Buffer> {
  let received = Buffer.alloc(0)
  for (;;) {
    const chunk = socket.read() as Buffer | null
    if (chunk === null) {
      await once(socket, 'readable')
      continue
    }
    received = Buffer.concat([received, chunk])
    if (received.length >= offset + 4 && received.length >= offset + received.readInt32BE(offset))
      return received
  }
}

function message(type: string, body: string | Buffer): Buffer {
  const content = Buffer.from(body)
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(4 + content.length, 1)
  return Buffer.concat([head, content])
}
