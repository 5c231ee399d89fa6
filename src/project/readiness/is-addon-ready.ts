import type { AddonRecord } from '../../providers/provider.js'
import { readReply } from '../../core/read-reply.js'
import { isPostgresReady } from '../../stores/postgres/is-postgres-ready.js'

/** Whether an add-on is ready by its own protocol: Redis replies to PING, PgBouncer as PostgreSQL does. Never throws. */
export async function isAddonReady({ name, url }: AddonRecord, timeoutMs: number): Promise<boolean> {
  if (name === 'pgbouncer') return isPostgresReady(new URL(url), timeoutMs)
  const reply = await readReply(new URL(url), Buffer.from('PING\r\n'), {
    timeoutMs,
    isComplete: (bytes) => bytes.includes('\r\n'),
  })
  return reply?.toString('latin1').startsWith('+PONG') ?? false
}
