import { createServer, type Server, type Socket } from 'node:net'

/** Interface of the embedded engine: one message in, one message out. */
export interface WireEngine {
  roundTrip(message: Buffer): Promise<{
    readonly requestId: number
    /** The client expects no reply. */
    readonly moreToCome: boolean
    /** The request was an OP_QUERY, so the reply is an OP_REPLY. */
    readonly legacy: boolean
    readonly response: Buffer
  }>
}

const OP_REPLY = 1
const OP_MSG = 2013
const HEADER_BYTES = 16
/** `maxMessageSizeBytes` of the MongoDB wire protocol. */
const MAX_MESSAGE_BYTES = 48_000_000

/**
 * Serves the engine over TCP in MongoDB's wire protocol. The engine's own listener is a Unix socket in the system's
 * temporary directory, which is left behind if the process is killed; and piping to it would copy all data once more.
 */
export function serveMongoWire(engine: WireEngine): Server & { destroyConnections(): void } {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    serveConnection(engine, socket)
  })
  return Object.assign(server, {
    destroyConnections() {
      for (const socket of sockets) socket.destroy()
    },
  })
}

/** Encodes a command of the `admin` database whose fields are all 32-bit integers. */
export function encodeAdminCommand(fields: Readonly<Record<string, number>>): Buffer {
  const int32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(value)
    return bytes
  }
  const elements = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.from(`\x10${name}\0`, 'latin1'),
    int32(value),
  ])
  const database = [Buffer.from('\x02$db\0', 'latin1'), int32(6), Buffer.from('admin\0\0', 'latin1')]
  const content = Buffer.concat([...elements, ...database])
  const document = [int32(content.length + 4), content]
  // Flags, and a section with one document.
  const body = Buffer.concat([int32(0), Buffer.from([0]), ...document])
  return Buffer.concat([int32(HEADER_BYTES + body.length), int32(1), int32(0), int32(OP_MSG), body])
}

/** Replies to the messages of a connection in order. Connections do not block each other. */
function serveConnection(engine: WireEngine, socket: Socket): void {
  const chunks: Buffer[] = []
  let received = 0
  let lastReply = Promise.resolve()
  let replyCount = 0

  socket.on('data', (chunk) => {
    chunks.push(chunk)
    received += chunk.length
    for (let message = shiftMessage(); message !== undefined; message = shiftMessage()) {
      const request = message
      lastReply = lastReply.then(() => reply(request)).catch((error: Error) => void socket.destroy(error))
    }
  })

  /** Removes the first complete message from the chunks, which are joined only once it is complete. */
  function shiftMessage(): Buffer | undefined {
    if (received < HEADER_BYTES) return undefined
    const head = chunks[0] as Buffer
    const length = (head.length >= 4 ? head : joinChunks()).readInt32LE(0)
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
      socket.destroy(new Error(`Invalid length of a MongoDB wire protocol message: ${length} bytes`))
      received = 0
      return undefined
    }
    if (received < length) return undefined
    const all = joinChunks()
    received -= length
    chunks[0] = all.subarray(length)
    return all.subarray(0, length)
  }

  function joinChunks(): Buffer {
    const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    chunks.splice(0, chunks.length, all)
    return all
  }

  async function reply(message: Buffer): Promise<void> {
    const { requestId, moreToCome, legacy, response } = await engine.roundTrip(message)
    if (moreToCome || socket.destroyed) return
    const frame = legacy ? encodeReply(response) : encodeMessage(response)
    frame.writeInt32LE(frame.length, 0)
    frame.writeInt32LE(++replyCount, 4)
    frame.writeInt32LE(requestId, 8)
    socket.write(frame)
  }
}

/** OP_MSG with one section, the body. */
function encodeMessage(body: Buffer): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + 5 + body.length)
  frame.writeInt32LE(OP_MSG, 12)
  body.copy(frame, HEADER_BYTES + 5)
  return frame
}

/** OP_REPLY with one document: the reply to an OP_QUERY handshake. */
function encodeReply(body: Buffer): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + 20 + body.length)
  frame.writeInt32LE(OP_REPLY, 12)
  frame.writeInt32LE(1, 32)
  body.copy(frame, HEADER_BYTES + 20)
  return frame
}
