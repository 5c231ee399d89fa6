import { readReply } from '../core/read-reply.js'

/** Whether Redis replies to PING. Never throws. */
export async function isRedisReady(url: string, timeoutMs: number): Promise<boolean> {
  const reply = await readReply(new URL(url), Buffer.from('PING\r\n'), {
    timeoutMs,
    isComplete: (bytes) => bytes.includes('\r\n'),
  })
  return reply?.toString('latin1').startsWith('+PONG') ?? false
}
