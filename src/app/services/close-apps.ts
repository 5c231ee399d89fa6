import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** For what is on its way to arrive, milliseconds. */
const ARRIVAL_WAIT_MS = 50
/** For requests in flight to be answered, milliseconds; what takes longer is cut off. */
const DRAIN_TIMEOUT_MS = 1300

/**
 * Closes applications, the first before the next. No new connections; what has come in on the others is still read and
 * answered: closing at once would reset connections whose request is sent and not yet read.
 */
export async function closeApps(apps: readonly FastifyInstance[]): Promise<void> {
  const listening = apps.filter((app) => app.server.listening)
  // The next answer of a kept connection is its last.
  for (const { server } of listening) server.maxRequestsPerSocket = 1
  // The kernel has connections that nobody took yet; they would be reset with the port.
  if (listening.length > 0) await sleep(ARRIVAL_WAIT_MS)
  // Not the HTTP server's own close: that also ends every connection without a request at this moment.
  for (const { server } of listening) Server.prototype.close.call(server)
  if (listening.length > 0) await sleep(ARRIVAL_WAIT_MS)
  const deadline = performance.now() + DRAIN_TIMEOUT_MS
  for (const app of apps) {
    const left = Math.max(0, deadline - performance.now())
    const cut = setTimeout(() => app.server.closeAllConnections(), left)
    // A kept connection whose last request came before all this ends when it is answered.
    const idle = setInterval(() => app.server.closeIdleConnections(), 20)
    try {
      await app.close()
    } finally {
      clearTimeout(cut)
      clearInterval(idle)
    }
  }
}
