import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import { BSON } from 'mongodb'
import type { Certificates } from './certificates.js'

/** Two members of a replica set, `rs0`, before one real server: the first is the primary. Clients must use TLS. */
export interface MongoFront extends AsyncDisposable {
  /** `localhost:port`, the primary first. */
  readonly hosts: readonly [string, string]
  /** The names of the commands that each member has received. */
  readonly commands: readonly [readonly string[], readonly string[]]
}

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const HEADER_BYTES = 16
const RETRYABLE_WRITES_NOT_SUPPORTED = 301

export async function startMongoFront(url: string, { cert, key }: Certificates): Promise<MongoFront> {
  const { hostname, port } = new URL(url)
  const commands: [string[], string[]] = [[], []]
  const hosts: string[] = []
  const sockets = new Set<Socket>()
  const servers = await Promise.all(
    [0, 1].map(async (member) => {
      const server = createServer({ cert, key }, (client) => {
        sockets.add(client)
        const engine = connect(Number(port), hostname)
        client.on('error', () => engine.destroy()).once('close', () => engine.destroy())
        engine.on('error', () => client.destroy()).once('close', () => client.destroy())
        const greetings = new Set<number>()
        splitMessages(client, (bytes) => {
          const command = readCommand(bytes)
          const [name = ''] = Object.keys(command)
          commands[member]?.push(name)
          if (/^(?:hello|ismaster)$/i.test(name)) greetings.add(bytes.readInt32LE(4))
          // As DocumentDB responds.
          if ('txnNumber' in command && !('startTransaction' in command)) client.write(toRejection(bytes))
          // The engine has no sessions.
          else engine.write('lsid' in command ? withDocument(bytes, ({ lsid: _, ...rest }) => rest) : bytes)
        })
        splitMessages(engine, (bytes) => {
          const isGreeting = greetings.delete(bytes.readInt32LE(8))
          client.write(
            isGreeting ? withDocument(bytes, (document) => toMember(document, hosts, member)) : bytes,
          )
        })
      })
      server.on('tlsClientError', () => {})
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  hosts.push(...servers.map((server) => `localhost:${(server.address() as AddressInfo).port}`))
  return {
    hosts: hosts as [string, string],
    commands,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map(async (server) => once(server.close(), 'close')))
    },
  }
}

function toMember(hello: BSON.Document, hosts: readonly string[], member: number): BSON.Document {
  const isPrimary = member === 0
  return {
    ...hello,
    setName: 'rs0',
    setVersion: 1,
    hosts,
    me: hosts[member],
    primary: hosts[0],
    secondary: !isPrimary,
    isWritablePrimary: isPrimary,
    ismaster: isPrimary,
    logicalSessionTimeoutMinutes: 30,
  }
}

function splitMessages(socket: Socket, onMessage: (bytes: Buffer) => void): void {
  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= HEADER_BYTES && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0)
      onMessage(received.subarray(0, length))
      received = received.subarray(length)
    }
  })
}

/** The position of the document of a message. */
function findDocument(bytes: Buffer): number {
  const operation = bytes.readInt32LE(12)
  if (operation === OP_MSG) return HEADER_BYTES + 5
  if (operation === OP_REPLY) return HEADER_BYTES + 20
  if (operation === OP_QUERY) return bytes.indexOf(0, HEADER_BYTES + 4) + 9
  throw new TypeError(`Unknown operation ${operation}`)
}

function readCommand(bytes: Buffer): BSON.Document {
  const at = findDocument(bytes)
  return BSON.deserialize(bytes.subarray(at, at + bytes.readInt32LE(at)))
}

function withDocument(bytes: Buffer, change: (document: BSON.Document) => BSON.Document): Buffer {
  const at = findDocument(bytes)
  const end = at + bytes.readInt32LE(at)
  const document = BSON.serialize(change(BSON.deserialize(bytes.subarray(at, end), { promoteValues: false })))
  const changed = Buffer.concat([bytes.subarray(0, at), document, bytes.subarray(end)])
  changed.writeInt32LE(changed.length, 0)
  return changed
}

function toRejection(request: Buffer): Buffer {
  const document = BSON.serialize({
    ok: 0,
    errmsg: 'Retryable writes are not supported',
    code: RETRYABLE_WRITES_NOT_SUPPORTED,
  })
  const head = Buffer.alloc(HEADER_BYTES + 5)
  head.writeInt32LE(head.length + document.length, 0)
  head.writeInt32LE(request.readInt32LE(4), 8)
  head.writeInt32LE(OP_MSG, 12)
  return Buffer.concat([head, document])
}
