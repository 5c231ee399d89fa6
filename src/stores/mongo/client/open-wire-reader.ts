import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { deserialize, type Document, Long, serialize } from 'bson'
import { storeUnreachable } from '../../contracts/store-unreachable.js'
import { isRehearsal } from '../data/rehearsal-collection.js'
import type { DocumentReader, FindRequest } from './document-reader.js'

const OP_MSG = 2013
const CONNECT_TIMEOUT_MS = 5000
/** A command may take long. Meanwhile, the server is asked whether it responds, which a suspended one does not. */
const CHECK_INTERVAL_MS = 1500
const CHECK_TIMEOUT_MS = 2000
const MAX_FAILED_CHECKS = 2
/** Message header, flags and the kind byte of the only section. */
const HEADER_LENGTH = 21

/** An error returned by the server. */
class MongoReplyError extends Error {
  override readonly name = 'MongoReplyError'
  readonly code: number

  constructor({ errmsg, code }: Document) {
    super(String(errmsg))
    this.code = Number(code)
  }
}

interface Connection {
  readonly socket: Socket
  readonly sendCommand: (command: Document) => Promise<Document>
}

async function openConnection(url: URL): Promise<Connection> {
  const socket = connect({ host: url.hostname, port: Number(url.port), timeout: CONNECT_TIMEOUT_MS })
  socket.once('timeout', () => socket.destroy(new Error(`Timed out after ${CONNECT_TIMEOUT_MS / 1000} s`)))
  try {
    await once(socket, 'connect')
  } catch (error) {
    throw storeUnreachable('mongo', url.host, error)
  }
  socket.setTimeout(0)
  return { socket, sendCommand: createCommandSender(socket) }
}

/**
 * Opens a reader on a plain socket (MongoDB manual, "Wire Protocol", OP_MSG). Supports concurrent requests. When the server has
 * closed the connection, for example because it was restarted, the next request opens another one.
 */
export async function openWireReader(url: URL): Promise<DocumentReader> {
  let opening = openConnection(url)
  let isOpen = true
  const getConnection = async (): Promise<Connection> => {
    const awaited = opening
    const current = await awaited.catch(() => undefined)
    if (current !== undefined && (!current.socket.destroyed || !isOpen)) return current
    // Of several requests that wait here, the first one opens it.
    if (opening === awaited) opening = openConnection(url)
    return opening
  }
  await opening
  const sendCommand = async (command: Document): Promise<Document> => {
    const connection = await getConnection()
    try {
      return await whileResponding(url, connection, connection.sendCommand(command))
    } catch (error) {
      throw error instanceof MongoReplyError ? error : storeUnreachable('mongo', url.host, error)
    }
  }
  const $db = url.pathname.slice(1)
  const readCursor = async (command: Document): Promise<Document[]> => {
    let { cursor } = await sendCommand({ ...command, $db })
    const collection = String(cursor.ns).slice($db.length + 1)
    const documents: Document[] = [...cursor.firstBatch]
    while (!Long.ZERO.equals(cursor.id)) {
      ;({ cursor } = await sendCommand({ getMore: cursor.id, collection, $db }))
      documents.push(...cursor.nextBatch)
    }
    return documents
  }
  return {
    async find<T extends object>(collection: string, { limit, ...options }: { limit?: number }) {
      const page = limit === undefined ? {} : { limit, batchSize: limit, singleBatch: true }
      return (await readCursor({ find: collection, ...options, ...page })) as T[]
    },
    async findAlone<T extends object>(collection: string, find: FindRequest, signal?: AbortSignal) {
      await using other = await openWireReader(url)
      const abort = (): void => void other[Symbol.asyncDispose]()
      signal?.addEventListener('abort', abort, { once: true })
      try {
        return await other.find<T>(collection, find)
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    async *findPages<T extends object>(collection: string, options: FindRequest) {
      const batch = options.batchSize === undefined ? {} : { batchSize: options.batchSize }
      let { cursor } = await sendCommand({ find: collection, ...options, $db })
      if (cursor.firstBatch.length > 0) yield cursor.firstBatch as readonly T[]
      try {
        while (!Long.ZERO.equals(cursor.id)) {
          ;({ cursor } = await sendCommand({ getMore: cursor.id, collection, ...batch, $db }))
          yield cursor.nextBatch as readonly T[]
        }
      } finally {
        if (!Long.ZERO.equals(cursor.id) && isOpen)
          await sendCommand({ killCursors: collection, cursors: [cursor.id], $db })
      }
    },
    explain: async (collection, options) =>
      sendCommand({ explain: { find: collection, ...options }, verbosity: 'executionStats', $db }),
    aggregate: async (collection, pipeline) => readCursor({ aggregate: collection, pipeline, cursor: {} }),
    listCollections: async () =>
      (await readCursor({ listCollections: 1 })).filter((each) => !isRehearsal(each)),
    listIndexes: async (collection) => readCursor({ listIndexes: collection }),
    async [Symbol.asyncDispose]() {
      isOpen = false
      const current = await opening.catch(() => undefined)
      current?.socket.destroy()
    },
  }
}

/** Closes the connection if the server does not respond any more, so that what waits for a reply fails. */
async function whileResponding<T>(url: URL, { socket }: Connection, reply: Promise<T>): Promise<T> {
  let failed = 0
  let isChecking = false
  const check = async (): Promise<void> => {
    if (isChecking) return
    isChecking = true
    const { isMongoReady } = await import('../engine/is-mongo-ready.js')
    failed = (await isMongoReady(url, CHECK_TIMEOUT_MS)) ? 0 : failed + 1
    isChecking = false
    if (failed >= MAX_FAILED_CHECKS) socket.destroy(new Error('It accepts connections, and does not respond'))
  }
  const timer = setInterval(() => void check(), CHECK_INTERVAL_MS)
  try {
    return await reply
  } finally {
    clearInterval(timer)
  }
}

/** Creates a function that sends a command and resolves to its reply. Replies are matched by request ID. */
function createCommandSender(socket: Socket): (command: Document) => Promise<Document> {
  const pending = new Map<number, (reply: Document | Error) => void>()
  let buffer: Buffer = Buffer.alloc(0)
  let lastId = 0
  socket.on('data', (chunk) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
    while (buffer.length >= 4 && buffer.length >= buffer.readInt32LE(0)) {
      const length = buffer.readInt32LE(0)
      const reply = buffer.subarray(0, length)
      buffer = buffer.subarray(length)
      pending.get(reply.readInt32LE(8))?.(deserialize(reply.subarray(HEADER_LENGTH), { promoteLongs: false }))
    }
  })
  const fail = (error?: unknown): void => {
    for (const settle of pending.values())
      settle(error instanceof Error ? error : new Error('MongoDB closed the connection'))
    pending.clear()
  }
  socket.on('error', fail)
  socket.on('close', () => fail())
  return async (command) => {
    // A destroyed socket would never reply.
    if (socket.destroyed) throw new Error('MongoDB closed the connection')
    const body = serialize(command, { ignoreUndefined: true })
    const head = Buffer.alloc(HEADER_LENGTH)
    const id = ++lastId
    head.writeInt32LE(HEADER_LENGTH + body.length, 0)
    head.writeInt32LE(id, 4)
    head.writeInt32LE(OP_MSG, 12)
    const reply = await new Promise<Document | Error>((resolve) => {
      pending.set(id, resolve)
      socket.write(Buffer.concat([head, body]))
    })
    pending.delete(id)
    if (reply instanceof Error) throw reply
    if (reply['ok'] !== 1) throw new MongoReplyError(reply)
    return reply
  }
}
