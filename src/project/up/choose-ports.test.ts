import path from 'node:path'
import { rm } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { getProcessIdentity } from '../../providers/process-identity.js'
import { registerStack, unregisterStack } from '../stacks/stack-registry.js'
import { acquireStackLock } from '../state/stack-lock.js'
import { silentReporter } from '../state/stack-reporter.js'
import { writeState } from '../state/state-file.js'
import { createEmptyState, type StackEngine } from '../state/stack-state.js'
import { choosePorts } from './choose-ports.js'

test('the port of an engine of another stack is in use while that engine is down, if its stack runs or is being changed', async () => {
  const directory = await createTemporaryDirectory('homemanager ports ')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const other = createTestConfig(path.join(directory, '.homemanager', 'other'))
  const [port, own] = [await reserveFreePort(), await reserveFreePort()]
  const ended = { pid: process.pid, startedAt: '1' }
  const toEngine = (store: StackEngine['store'], enginePort: number, identity = ended): StackEngine =>
    ({
      store,
      provider: 'embedded',
      port: enginePort,
      process: identity,
      engine: 'one',
      endpoint: { url: 'none' },
    }) as StackEngine
  const save = (identity: StackEngine['process']): void =>
    writeState({
      config: other,
      state: {
        ...createEmptyState(other),
        engines: [toEngine('mongo', port), toEngine('postgres', own, identity)],
      },
    })
  registerStack(other)
  onTestFinished(() => unregisterStack(other.home))
  const config = createTestConfig(directory)
  const pin = (pinned: boolean): typeof config => ({
    ...config,
    ports: { ...config.ports, mongo: { port, pinned } },
  })

  save(getProcessIdentity(process.pid))
  const { moved, ports } = await choosePorts(pin(false), ['mongo'], {})
  expect(moved).toMatchObject([
    { name: 'mongo', from: port, owner: { text: expect.stringContaining('other') as string } },
  ])
  expect(ports.mongo).toBeGreaterThan(port)
  await expect(choosePorts(pin(true), ['mongo'], {})).rejects.toMatchObject({ code: 'PORT_IN_USE' })

  save(ended)
  expect(await choosePorts(pin(true), ['mongo'], {})).toEqual({ ports: { mongo: port }, moved: [] })

  // A snapshot of containers has stopped them; a stack without services has no process that shows it.
  const signal = new AbortController().signal
  using _lock = await acquireStackLock(other.home, { timeoutMs: 1000, signal, reporter: silentReporter })
  await expect(choosePorts(pin(true), ['mongo'], {})).rejects.toMatchObject({ code: 'PORT_IN_USE' })
})

test('a component that is replaced keeps its port although the state no longer has it', async () => {
  const directory = await createTemporaryDirectory('homemanager ports ')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const config = createTestConfig(directory)
  const port = await reserveFreePort()
  expect(await choosePorts(config, ['gateway'], {}, { reusable: { gateway: port } })).toEqual({
    ports: { gateway: port },
    moved: [],
  })
})
