import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import type { Endpoints } from '../../src/core/store-types.js'
import { buildOnce } from './build-once.js'
import { type TestReaper, startTestReaper } from './test-reaper.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL from which workers get the endpoints of the engines; the first request starts the engines. */
    readonly engineBroker: string
  }
}

/**
 * Provides one set of real engines for the test run. They start when the first test requests them, so runs of unit tests
 * start none. A reaper stops them when this process exits, even if killed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Build before the workers start, as they would build concurrently.
  await buildOnce()
  let started: Promise<Endpoints> | undefined
  const reaper = startTestReaper()
  const broker = createServer((request, response) => {
    if (request.method === 'POST') {
      void registerFromRequest(request, reaper).then(() => response.end())
      return
    }
    started ??= import('./start-shared-engines.js').then(({ startSharedEngines }) =>
      startSharedEngines((line) => reaper.register(line)),
    )
    started.then(
      (endpoints) => response.end(JSON.stringify(endpoints)),
      (error: unknown) => response.writeHead(500).end(formatError(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const address = broker.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  project.provide('engineBroker', `http://127.0.0.1:${address.port}`)
  return async () => {
    broker.close()
    broker.closeAllConnections()
    await started?.catch(() => {})
    await reaper.stop()
  }
}

async function registerFromRequest(request: IncomingMessage, reaper: TestReaper): Promise<void> {
  reaper.register(await text(request))
}

function formatError(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? error.message}\n${JSON.stringify(error)}` : String(error)
}
