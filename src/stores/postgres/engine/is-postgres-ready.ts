import { readReply } from '../../../core/read-reply.js'

const PROTOCOL_3_0 = 196_608
const AUTHENTICATION = 0x52
const ERROR = 0x45
/** The field with the SQLSTATE. */
const INVALID_AUTHORIZATION = '\0C28000\0'

/**
 * Whether PostgreSQL accepts connections: it replies to a startup message with an authentication request. While it starts,
 * stops or recovers, it replies with an error (PostgreSQL documentation, "Message Flow"; `pg_isready` does the same). A
 * client that disconnects at this point is not logged.
 */
export async function isPostgresReady(url: URL, timeoutMs: number): Promise<boolean> {
  const parameters = [
    'user',
    decodeURIComponent(url.username),
    'database',
    decodeURIComponent(url.pathname.slice(1)),
  ]
  const body = Buffer.from(`${parameters.join('\0')}\0\0`, 'utf8')
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + body.length, 0)
  head.writeInt32BE(PROTOCOL_3_0, 4)
  const reply = await readReply(url, Buffer.concat([head, body]), {
    timeoutMs,
    isComplete: (bytes) => bytes.length > 0,
  })
  if (reply?.[0] === AUTHENTICATION) return true
  // The server is ready, and requires encryption or has another list of clients.
  return reply?.[0] === ERROR && reply.includes(INVALID_AUTHORIZATION)
}
