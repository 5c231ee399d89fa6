import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { canTestWithDocker, TEST_IMAGES } from '../../../test/support/docker.js'
import { createStack } from '../stack/create-stack.js'
import { silentReporter, type StackReporter } from '../state/stack-reporter.js'
import type { StackState } from '../state/stack-state.js'

const docker = await canTestWithDocker()

test.each(['embedded', 'docker'] as const)(
  'if a port is bound after it was chosen, the next free one is used: %s',
  async (provider) => {
    if (provider === 'docker' && !docker) return
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
            (JSON.parse(readFileSync(path.join(home, 'state.json'), 'utf8')) as StackState).ports.dynamodb ??
            0
          servers.push(createServer().listen(inUse, '127.0.0.1'))
        }
        return silentReporter.task(label)
      },
    }
    const stack = await createStack({ cwd: directory, provider, services: 'none', reporter })
    const url = stack.status.stores.dynamodb.endpoint
    await stack.stop()
    for (const server of servers) server.close()
    const { stopStack } = await import('../stop-stack.js')
    const { resolveConfig } = await import('../../config/resolve-config.js')
    const options = { volumes: true, timeoutMs: 10_000, signal: new AbortController().signal }
    await stopStack(await resolveConfig({ cwd: directory }), { ...options, reporter: silentReporter })
    await rm(directory, { recursive: true })
    expect(inUse).toBeGreaterThan(0)
    expect(Number(new URL(url ?? '').port)).toBeGreaterThan(inUse)
    expect(warnings).toContainEqual(expect.stringMatching(/using port \d+ for dynamodb/))
  },
  120_000,
)
