import { readReply } from '../core/read-reply.js'

/** Whether Redis replies to PING. Never throws. */
export async function isRedisReady(url: string, timeoutMs: number): Promise<boolean> {
  const { username, password, hostname, port } = new URL(url)
  const login = [username, password].filter((word) => word !== '').map(decodeURIComponent)
  const commands = [...(login.length === 0 ? [] : [['AUTH', ...login]]), ['PING']]
  const reply = await readReply({ hostname, port }, Buffer.from(commands.map(toRequest).join('')), {
    timeoutMs,
    isComplete: (bytes) => bytes.toString('latin1').split('\r\n').length > commands.length,
  })
  return (
    reply
      ?.toString('latin1')
      .split('\r\n')
      .at(commands.length - 1) === '+PONG'
  )
}

/** A command in the protocol of Redis: an array of strings. */
function toRequest(words: readonly string[]): string {
  const strings = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${words.length}\r\n${strings.join('')}`
}
