import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { dockerForTests, TEST_IMAGES } from '../../../test/support/docker.js'
import { createStack } from '../create-stack.js'
import { silentStory, type StackStory } from '../stack-story.js'
import type { StackState } from '../stack-state.js'

const docker = await dockerForTests()

test.each(['embedded', 'docker'] as const)(
  'a port that is taken after it was chosen moves once more: %s',
  async (provider) => {
    if (provider === 'docker' && !docker) return
    const folder = await mkdtemp(path.join(tmpdir(), 'homemanager-race-'))
    const project = `hm-test-${crypto.randomUUID().slice(0, 8)}`
    const { postgres, dynamodb, mongo } = TEST_IMAGES
    await writeFile(
      path.join(folder, 'homemanager.yaml'),
      `project: ${project}\npostgres: {image: '${postgres}'}\ndynamodb: {image: '${dynamodb}'}\nmongo: {image: '${mongo}'}\n`,
    )
    const home = path.join(folder, '.homemanager', project)
    const servers: Server[] = []
    const warnings: string[] = []
    let taken = 0
    /** Takes the port at the moment at which the engine is about to be started on it. */
    const story: StackStory = {
      ...silentStory,
      warn: (text) => warnings.push(text),
      task(label) {
        if (label === 'dynamodb' && servers.length === 0) {
          taken =
            (JSON.parse(readFileSync(path.join(home, 'state.json'), 'utf8')) as StackState).ports.dynamodb ??
            0
          servers.push(createServer().listen(taken, '127.0.0.1'))
        }
        return silentStory.task(label)
      },
    }
    const stack = await createStack({ cwd: folder, provider, services: 'none', story })
    const url = stack.status.stores.dynamodb.endpoint
    await stack.stop()
    for (const server of servers) server.close()
    const { tearDown } = await import('../tear-down.js')
    const { resolveConfig } = await import('../../config/resolve-config.js')
    const options = { volumes: true, timeoutMs: 10_000, signal: new AbortController().signal }
    await tearDown(await resolveConfig({ cwd: folder }), { ...options, story: silentStory })
    await rm(folder, { recursive: true })
    expect(taken).toBeGreaterThan(0)
    expect(Number(new URL(url ?? '').port)).toBeGreaterThan(taken)
    expect(warnings).toContainEqual(expect.stringContaining('dynamodb moves to'))
  },
  120_000,
)
