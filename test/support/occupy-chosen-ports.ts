import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { resolveConfig } from '../../src/config/resolve-config.js'
import type { PortName } from '../../src/config/settings/ports.js'
import { createStack } from '../../src/project/stack/create-stack.js'
import { silentReporter, type StackReporter } from '../../src/project/state/stack-reporter.js'
import type { StackState } from '../../src/project/state/stack-state.js'
import { stopStack } from '../../src/project/down/stop-stack.js'
import { openMongoStore } from '../../src/stores/mongo/client/mongo-store.js'
import { TEST_IMAGES } from './docker.js'
import { createTestDatabases } from './test-databases.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

interface PortConflict {
  readonly component: 'dynamodb' | 'mongo' | 'todo'
  /** The port that was chosen first, and bound by another program before the component started. */
  readonly occupied: number
  readonly used: number
}

interface PortConflicts {
  readonly conflicts: readonly PortConflict[]
  readonly warnings: readonly string[]
  /** What the stack has created in the engine of the other project. */
  readonly foreignCollections: readonly string[]
}

/**
 * Binds the ports of a stack's DynamoDB, MongoDB and todo service after `up` has chosen them: that of MongoDB by the engine of
 * another project, which accepts any client, the others by a program that is no part of a stack.
 */
export async function occupyChosenPorts(provider: 'embedded' | 'docker'): Promise<PortConflicts> {
  const directory = await createTemporaryDirectory('homemanager-race-')
  await using databases = await createTestDatabases()
  const foreign = new URL(databases.endpoints.mongo.url)
  const project = `hm-test-${crypto.randomUUID().slice(0, 8)}`
  const { postgres, dynamodb, mongo } = TEST_IMAGES
  await writeFile(
    path.join(directory, 'homemanager.yaml'),
    `project: ${project}\npostgres: {image: '${postgres}'}\ndynamodb: {image: '${dynamodb}'}\nmongo: {image: '${mongo}', database: '${foreign.pathname.slice(1)}'}\n`,
  )
  const home = path.join(directory, '.homemanager', project)
  const servers: Server[] = []
  const warnings: string[] = []
  const occupied: Partial<Record<string, number>> = {}
  const ignoreClient = (): void => {}
  const forwardToEngine = (socket: Socket): void => {
    const engine = connect(Number(foreign.port), foreign.hostname)
    engine.on('error', () => {})
    socket.on('error', () => {}).once('close', () => engine.destroy())
    socket.pipe(engine).pipe(socket)
  }
  // By the task that starts the component.
  const components: Readonly<Record<string, { port: PortName; listener: (socket: Socket) => void }>> = {
    dynamodb: { port: 'dynamodb', listener: ignoreClient },
    mongo: { port: 'mongo', listener: forwardToEngine },
    services: { port: 'todo', listener: ignoreClient },
  }
  const reporter: StackReporter = {
    ...silentReporter,
    warn: (message) => warnings.push(message),
    task(label) {
      const component = components[label]
      if (component !== undefined && occupied[component.port] === undefined) {
        const { ports } = JSON.parse(readFileSync(path.join(home, 'state.json'), 'utf8')) as StackState
        const port = ports[component.port] ?? 0
        occupied[component.port] = port
        const server = createServer(component.listener).listen(port, '127.0.0.1')
        // If another program was faster, the port is occupied all the same.
        server.on('error', () => {})
        servers.push(server)
      }
      return silentReporter.task(label)
    },
  }
  const stack = await createStack({ cwd: directory, provider, reporter })
  const { stores, services } = stack.status
  const urls = { dynamodb: stores.dynamodb.endpoint, mongo: stores.mongo.url, todo: services.todo.url }
  await stack.stop()
  for (const server of servers) server.close()
  const options = { volumes: true, timeoutMs: 10_000, signal: new AbortController().signal }
  await stopStack(await resolveConfig({ cwd: directory }), { ...options, reporter: silentReporter })
  await rm(directory, { recursive: true })
  await using store = openMongoStore(databases.endpoints.mongo)
  const collections = await store.db.listCollections().toArray()
  return {
    conflicts: (['dynamodb', 'mongo', 'todo'] as const).map((name) => ({
      component: name,
      occupied: occupied[name] ?? 0,
      used: Number(new URL(urls[name] ?? '').port),
    })),
    warnings,
    foreignCollections: collections.map(({ name }) => name),
  }
}
