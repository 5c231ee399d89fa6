import type { AddonRecord } from '../../providers/provider.js'
import { readReply } from './read-reply.js'
import { isPostgresReady } from './is-postgres-ready.js'

/** Whether an optional part answers by its own protocol: Redis a PING, PgBouncer as PostgreSQL would. Never throws. */
export async function isAddonReady({ name, url }: AddonRecord, timeoutMs: number): Promise<boolean> {
  if (name === 'pgbouncer') return isPostgresReady(new URL(url), timeoutMs)
  const answer = await readReply(new URL(url), Buffer.from('PING\r\n'), {
    timeoutMs,
    enough: (bytes) => bytes.includes('\r\n'),
  })
  return answer?.toString('latin1').startsWith('+PONG') ?? false
}
