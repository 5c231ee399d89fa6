import type { FastifyInstance } from 'fastify'

/** For requests in flight to be answered, milliseconds; what takes longer is cut off. */
const GRACE_MS = 1400

/** Closes applications one after the other: no new connection, idle ones closed, requests in flight finished. */
export async function closeApps(apps: readonly FastifyInstance[]): Promise<void> {
  const deadline = performance.now() + GRACE_MS
  for (const app of apps) {
    const cut = setTimeout(() => app.server.closeAllConnections(), Math.max(0, deadline - performance.now()))
    try {
      await app.close()
    } finally {
      clearTimeout(cut)
    }
  }
}
