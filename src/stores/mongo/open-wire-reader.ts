import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { deserialize, type Document, Long, serialize } from 'bson'
import { storeUnreachable } from '../store-unreachable.js'
import type { DocumentReader } from './document-reader.js'

const OP_MSG = 2013
const CONNECT_TIMEOUT_MS = 5000
/** Header, flags and the kind of the only section. */
const HEADER_LENGTH = 21

/** A failure that the server tells, with its code. */
class MongoReplyError extends Error {
  override readonly name = 'MongoAnswerError'
  readonly code: number

  constructor({ errmsg, code }: Document) {
    super(String(errmsg))
    this.code = Number(code)
  }
}

/** A reader on a bare socket (MongoDB manual, "Wire Protocol", OP_MSG). Requests may overlap; answers name theirs. */
export async function openWireReader(url: URL): Promise<DocumentReader> {
  const socket = connect({ host: url.hostname, port: Number(url.port), timeout: CONNECT_TIMEOUT_MS })
  socket.once('timeout', () => socket.destroy(new Error(`No answer in ${CONNECT_TIMEOUT_MS / 1000} s`)))
  try {
    await once(socket, 'connect')
  } catch (error) {
    throw storeUnreachable('mongo', url.host, error)
  }
  socket.setTimeout(0)
  const ask = createCommandSender(socket)
  const $db = url.pathname.slice(1)
  /** All documents of a cursor. */
  const all = async (command: Document): Promise<Document[]> => {
    let { cursor } = await ask({ ...command, $db })
    const collection = String(cursor.ns).slice($db.length + 1)
    const documents: Document[] = [...cursor.firstBatch]
    while (!Long.ZERO.equals(cursor.id)) {
      ;({ cursor } = await ask({ getMore: cursor.id, collection, $db }))
      documents.push(...cursor.nextBatch)
    }
    return documents
  }
  return {
    async find<T extends object>(collection: string, { limit, ...options }: { limit?: number }) {
      const page = limit === undefined ? {} : { limit, batchSize: limit, singleBatch: true }
      return (await all({ find: collection, ...options, ...page })) as T[]
    },
    aggregate: async (collection, pipeline) => all({ aggregate: collection, pipeline, cursor: {} }),
    listCollections: async () => all({ listCollections: 1 }),
    listIndexes: async (collection) => all({ listIndexes: collection }),
    async [Symbol.asyncDispose]() {
      socket.destroy()
    },
  }
}

/** Sends commands and gives each its answer. */
function createCommandSender(socket: Socket): (command: Document) => Promise<Document> {
  const waiting = new Map<number, (answer: Document | Error) => void>()
  let held: Buffer = Buffer.alloc(0)
  let last = 0
  socket.on('data', (piece) => {
    held = held.length === 0 ? piece : Buffer.concat([held, piece])
    while (held.length >= 4 && held.length >= held.readInt32LE(0)) {
      const length = held.readInt32LE(0)
      const answer = held.subarray(0, length)
      held = held.subarray(length)
      waiting.get(answer.readInt32LE(8))?.(
        deserialize(answer.subarray(HEADER_LENGTH), { promoteLongs: false }),
      )
    }
  })
  const fail = (error?: unknown): void => {
    for (const tell of waiting.values()) tell(error instanceof Error ? error : new Error('MongoDB closed'))
    waiting.clear()
  }
  socket.on('error', fail)
  socket.on('close', () => fail())
  return async (command) => {
    const body = serialize(command, { ignoreUndefined: true })
    const head = Buffer.alloc(HEADER_LENGTH)
    const id = ++last
    head.writeInt32LE(HEADER_LENGTH + body.length, 0)
    head.writeInt32LE(id, 4)
    head.writeInt32LE(OP_MSG, 12)
    const answer = await new Promise<Document | Error>((resolve) => {
      waiting.set(id, resolve)
      socket.write(Buffer.concat([head, body]))
    })
    waiting.delete(id)
    if (answer instanceof Error) throw answer
    if (answer['ok'] !== 1) throw new MongoReplyError(answer)
    return answer
  }
}
