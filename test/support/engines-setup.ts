import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import type { Endpoints } from '../../src/core/endpoints.js'
import { buildOnce } from './build-once.js'
import { type TestReaper, startTestReaper } from './test-reaper.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a worker asks for the addresses of the engines; the first question starts them. */
    readonly engineBroker: string
  }
}

/**
 * One set of real engines for the whole run, started when the first test asks for it, so that runs of pure unit tests
 * start nothing. A cleaner ends them when this process is gone, however it went.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Before the workers are there: two of them would build at once.
  await buildOnce()
  let started: Promise<Endpoints> | undefined
  const cleaner = startTestReaper()
  const broker = createServer((request, response) => {
    if (request.method === 'POST') {
      void registerFromRequest(request, cleaner).then(() => response.end())
      return
    }
    started ??= import('./start-shared-engines.js').then(({ startSharedEngines }) =>
      startSharedEngines((line) => cleaner.register(line)),
    )
    started.then(
      (endpoints) => response.end(JSON.stringify(endpoints)),
      (error: unknown) => response.writeHead(500).end(formatError(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const address = broker.address()
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  project.provide('engineBroker', `http://127.0.0.1:${address.port}`)
  return async () => {
    broker.close()
    broker.closeAllConnections()
    await started?.catch(() => {})
    await cleaner.stop()
  }
}

async function registerFromRequest(request: IncomingMessage, cleaner: TestReaper): Promise<void> {
  cleaner.register(await text(request))
}

function formatError(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? error.message}\n${JSON.stringify(error)}` : String(error)
}
