import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { resolveConfig } from '../../src/config/resolve-config.js'
import { createStack } from '../../src/project/stack/create-stack.js'
import { silentReporter, type StackReporter } from '../../src/project/state/stack-reporter.js'
import type { StackState } from '../../src/project/state/stack-state.js'
import { stopStack } from '../../src/project/stop-stack.js'
import { TEST_IMAGES } from './docker.js'

interface PortConflict {
  /** The port that was chosen first, and bound by another program before the engine started. */
  readonly occupied: number
  readonly used: number
  readonly warnings: readonly string[]
}

/** Binds the port of a stack's DynamoDB after `up` has chosen it. */
export async function occupyChosenPort(provider: 'embedded' | 'docker'): Promise<PortConflict> {
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-race-'))
  const project = `hm-test-${crypto.randomUUID().slice(0, 8)}`
  const { postgres, dynamodb, mongo } = TEST_IMAGES
  await writeFile(
    path.join(directory, 'homemanager.yaml'),
    `project: ${project}\npostgres: {image: '${postgres}'}\ndynamodb: {image: '${dynamodb}'}\nmongo: {image: '${mongo}'}\n`,
  )
  const home = path.join(directory, '.homemanager', project)
  const servers: Server[] = []
  const warnings: string[] = []
  let inUse = 0
  /** Binds the port immediately before the engine is started on it. */
  const reporter: StackReporter = {
    ...silentReporter,
    warn: (message) => warnings.push(message),
    task(label) {
      if (label === 'dynamodb' && servers.length === 0) {
        inUse =
          (JSON.parse(readFileSync(path.join(home, 'state.json'), 'utf8')) as StackState).ports.dynamodb ?? 0
        servers.push(createServer().listen(inUse, '127.0.0.1'))
      }
      return silentReporter.task(label)
    },
  }
  const stack = await createStack({ cwd: directory, provider, services: 'none', reporter })
  const url = stack.status.stores.dynamodb.endpoint
  await stack.stop()
  for (const server of servers) server.close()
  const options = { volumes: true, timeoutMs: 10_000, signal: new AbortController().signal }
  await stopStack(await resolveConfig({ cwd: directory }), { ...options, reporter: silentReporter })
  await rm(directory, { recursive: true })
  return { occupied: inUse, used: Number(new URL(url ?? '').port), warnings }
}
