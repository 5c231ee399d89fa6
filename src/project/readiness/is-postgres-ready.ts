import { readReply } from './read-reply.js'

const PROTOCOL_3_0 = 196_608
const AUTHENTICATION = 0x52

/**
 * Whether PostgreSQL takes connections: a startup message is answered by a request to authenticate. While it starts,
 * stops or recovers it answers by an error (PostgreSQL manual, "Message Flow"; `pg_isready` asks the same way). A client
 * that just leaves is not logged.
 */
export async function isPostgresReady(url: URL, timeoutMs: number): Promise<boolean> {
  const words = [
    'user',
    decodeURIComponent(url.username),
    'database',
    decodeURIComponent(url.pathname.slice(1)),
  ]
  const body = Buffer.from(`${words.join('\0')}\0\0`, 'utf8')
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + body.length, 0)
  head.writeInt32BE(PROTOCOL_3_0, 4)
  const answer = await readReply(url, Buffer.concat([head, body]), {
    timeoutMs,
    enough: (bytes) => bytes.length > 0,
  })
  return answer?.[0] === AUTHENTICATION
}
