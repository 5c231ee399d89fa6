import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { canTestWithDocker, TEST_IMAGES } from '../../../test/support/docker.js'
import { createTestDatabases } from '../../../test/support/test-databases.js'
import { openMongoStore } from '../../stores/mongo/client/mongo-store.js'
import { createStack } from '../stack/create-stack.js'
import { silentReporter, type StackReporter } from '../state/stack-reporter.js'
import type { StackState } from '../state/stack-state.js'

const docker = await canTestWithDocker()

test.each(['embedded', 'docker'] as const)(
  'if a port is bound after it was chosen, the next free one is used: %s',
  async (provider) => {
    if (provider === 'docker' && !docker) return
    const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-race-'))
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
    const inUse: Partial<Record<string, number>> = {}
    const listeners: Readonly<Record<string, (socket: Socket) => void>> = {
      dynamodb: () => {},
      // The engine of another project, which accepts any client.
      mongo(socket) {
        const engine = connect(Number(foreign.port), foreign.hostname)
        engine.on('error', () => {})
        socket.on('error', () => {}).once('close', () => engine.destroy())
        socket.pipe(engine).pipe(socket)
      },
    }
    /** Binds the port immediately before the engine is started on it. */
    const reporter: StackReporter = {
      ...silentReporter,
      warn: (message) => warnings.push(message),
      task(label) {
        const listener = listeners[label]
        if (listener !== undefined && inUse[label] === undefined) {
          const { ports } = JSON.parse(readFileSync(path.join(home, 'state.json'), 'utf8')) as StackState
          inUse[label] = ports[label as keyof typeof ports] ?? 0
          servers.push(createServer(listener).listen(inUse[label], '127.0.0.1'))
        }
        return silentReporter.task(label)
      },
    }
    const stack = await createStack({ cwd: directory, provider, services: 'none', reporter })
    const { dynamodb: newDynamodb, mongo: newMongo } = stack.status.stores
    const endpoints = [newDynamodb.endpoint, newMongo.url]
    await stack.stop()
    for (const server of servers) server.close()
    const { stopStack } = await import('../stop-stack.js')
    const { resolveConfig } = await import('../../config/resolve-config.js')
    const options = { volumes: true, timeoutMs: 10_000, signal: new AbortController().signal }
    await stopStack(await resolveConfig({ cwd: directory }), { ...options, reporter: silentReporter })
    await rm(directory, { recursive: true })
    for (const [index, store] of (['dynamodb', 'mongo'] as const).entries()) {
      expect(inUse[store]).toBeGreaterThan(0)
      expect(Number(new URL(endpoints[index] ?? '').port)).toBeGreaterThan(inUse[store] ?? 0)
      expect(warnings).toContainEqual(expect.stringMatching(new RegExp(`using port \\d+ for ${store}`)))
    }
    await using store = openMongoStore(databases.endpoints.mongo)
    expect(await store.db.listCollections().toArray()).toEqual([])
  },
  120_000,
)
