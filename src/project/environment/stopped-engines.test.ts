import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { getProcessIdentity } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { createEmptyState } from '../state/stack-state.js'
import { resolveEndpoints } from './resolve-endpoints.js'
import { waitWhileStopped } from './wait-while-stopped.js'

test('a command waits while another one keeps an engine stopped, and no longer', async () => {
  const { project, lockFile } = await createProjectWithStoppedEngine()
  const wait = async (): Promise<void> => waitWhileStopped(project.config.home, () => project.state)
  await wait()

  const { identity } = await startProcess()
  writeFileSync(lockFile, JSON.stringify(identity))
  let hasWaited = false
  const waiting = wait().then(() => (hasWaited = true))
  await sleep(100)
  expect(hasWaited).toBe(false)
  rmSync(lockFile)
  await waiting

  // Its own lock is no reason to wait.
  writeFileSync(lockFile, JSON.stringify(getProcessIdentity(process.pid)))
  await wait()
})

test('the error of a stopped engine names the command that keeps its port', async () => {
  const { project, lockFile } = await createProjectWithStoppedEngine()
  const resolve = (): unknown => resolveEndpoints(project)
  expect(resolve).toThrow(/port \d+ is in use by/)
  const { identity } = await startProcess()
  writeFileSync(lockFile, JSON.stringify(identity))
  expect(resolve).toThrow(
    `The mongo engine of this project is stopped: another command (pid ${identity.pid}) is changing the stack.`,
  )
})

/** Something else listens on the port of the engine. */
async function createProjectWithStoppedEngine(): Promise<{
  readonly project: RecordedProject
  readonly lockFile: string
}> {
  const home = await createTemporaryDirectory('homemanager-test-')
  const config = createTestConfig(home)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    rmSync(home, { recursive: true })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const { identity, end } = await startProcess()
  await end()
  const engine = {
    store: 'mongo' as const,
    provider: 'embedded' as const,
    engine: 'MongoDB',
    port: address.port,
    process: identity,
    endpoint: { url: `mongodb://127.0.0.1:${address.port}/test` },
  }
  const state = { ...createEmptyState(config), engines: [engine] }
  return { project: { config, state }, lockFile: path.join(home, 'stack.lock') }
}

async function startProcess(): Promise<{
  readonly identity: ProcessIdentity
  readonly end: () => Promise<void>
}> {
  const child: ChildProcess = spawn('sleep', ['60'])
  const end = async (): Promise<void> => {
    const ended = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(end)
  await once(child, 'spawn')
  const identity = getProcessIdentity(child.pid ?? 0)
  if (identity === undefined) throw new Error('The process has no identity.')
  return { identity, end }
}
