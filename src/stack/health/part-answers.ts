import type { PartRecord } from '../providers/provider.js'
import { firstBytes } from './first-bytes.js'
import { postgresAnswers } from './postgres-answers.js'

/** Whether an optional part answers by its own protocol: Redis a PING, PgBouncer as PostgreSQL would. Never throws. */
export async function partAnswers({ part, url }: PartRecord, timeoutMs: number): Promise<boolean> {
  if (part === 'pooling') return postgresAnswers(new URL(url), timeoutMs)
  const answer = await firstBytes(new URL(url), Buffer.from('PING\r\n'), {
    timeoutMs,
    enough: (bytes) => bytes.includes('\r\n'),
  })
  return answer?.toString('latin1').startsWith('+PONG') ?? false
}
