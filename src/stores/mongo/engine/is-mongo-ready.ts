import { readReply } from '../../../core/read-reply.js'

/** `{ping: 1, $db: "admin"}` in BSON. */
const PING = Buffer.from('\u001E\0\0\0\u0010ping\0\u0001\0\0\0\u0002$db\0\u0006\0\0\0admin\0\0', 'latin1')
const OP_MSG = 2013
/** `ok: 1`, as a double and as an int32. */
const OK_REPLIES = [
  Buffer.from('\u0001ok\0\0\0\0\0\0\0\u00F0\u003F', 'latin1'),
  Buffer.from('\u0010ok\0\u0001\0\0\0', 'latin1'),
]

/** Whether MongoDB replies to `ping` (MongoDB manual, "Wire Protocol", OP_MSG). */
export async function isMongoReady(url: URL, timeoutMs: number): Promise<boolean> {
  // Header: length, request ID, response to, opcode; then the flags and a section of kind 0.
  const head = Buffer.alloc(21)
  head.writeInt32LE(head.length + PING.length, 0)
  head.writeInt32LE(1, 4)
  head.writeInt32LE(OP_MSG, 12)
  const reply = await readReply(url, Buffer.concat([head, PING]), {
    timeoutMs,
    isComplete: (bytes) => bytes.length >= 4 && bytes.length >= bytes.readInt32LE(0),
  })
  return reply !== undefined && OK_REPLIES.some((ok) => reply.includes(ok))
}
