import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Time for requests in transit to arrive, in milliseconds. */
const ARRIVAL_WAIT_MS = 50
/** Time for requests in flight to complete, in milliseconds; longer ones are aborted. */
const DRAIN_TIMEOUT_MS = 1300

/**
 * Closes applications in order. New connections are rejected; requests that have arrived are still read and answered,
 * because closing immediately would reset connections with a request that is sent but not yet read.
 */
export async function closeApps(apps: readonly FastifyInstance[]): Promise<void> {
  const listening = apps.filter((app) => app.server.listening)
  // The next response on a keep-alive connection is its last.
  for (const { server } of listening) server.maxRequestsPerSocket = 1
  // The kernel may hold connections that are not accepted yet; closing the port would reset them.
  if (listening.length > 0) await sleep(ARRIVAL_WAIT_MS)
  // Not the HTTP server's own close, which also closes every connection that has no request at this moment.
  for (const { server } of listening) Server.prototype.close.call(server)
  if (listening.length > 0) await sleep(ARRIVAL_WAIT_MS)
  const deadline = performance.now() + DRAIN_TIMEOUT_MS
  for (const app of apps) {
    const left = Math.max(0, deadline - performance.now())
    const cut = setTimeout(() => app.server.closeAllConnections(), left)
    // A keep-alive connection whose last request arrived earlier closes after its response.
    const idle = setInterval(() => app.server.closeIdleConnections(), 20)
    try {
      await app.close()
    } finally {
      clearTimeout(cut)
      clearInterval(idle)
    }
  }
}
