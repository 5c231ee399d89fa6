import { rename } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { collectCommandResult, createCliProject } from '../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { killCommand } from '../../../test/support/kill-command.js'
import {
  getStackProcess,
  isRestarted,
  listProcessesOf,
  type StackProcessName,
} from '../../../test/support/stack-processes.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { isAlive } from '../../providers/process-identity.js'
import { isPortFree } from '../../core/is-port-free.js'
import type { StackStatus } from '../status/stack-status.js'
import { recordDeliberateStop } from '../supervision/deliberate-stops.js'
import type { RestartReport } from './restart-stack.js'

const TIMEOUT_MS = 60_000

test.skipIf(process.platform !== 'linux')(
  'killed components come back, also after the supervisor was killed, until down stops them',
  async () => {
    await using stack = await createCliProject()
    expect(await stack.run('up', '--seed', 'demo')).toMatchObject({ code: 0 })
    const kill = async (...names: readonly StackProcessName[]): Promise<void> => {
      const killed = await Promise.all(names.map(async (name) => getStackProcess(stack, name)))
      for (const { pid } of killed) process.kill(pid, 'SIGKILL')
      await Promise.all(
        killed.map(async (former, i) =>
          waitUntil(async () => isRestarted(stack, names[i] ?? 'services', former), TIMEOUT_MS),
        ),
      )
    }
    await kill('postgres', 'services')
    const supervisor = await getStackProcess(stack, 'supervisor')
    process.kill(supervisor.pid, 'SIGKILL')
    await waitUntil(() => !isAlive(supervisor))
    await kill('dynamodb', 'mongo')

    const readStatus = async (): Promise<StackStatus> =>
      JSON.parse((await stack.run('status', '--json')).stdout) as StackStatus
    expect(await stack.run('wait', '--timeout', '60')).toMatchObject({ code: 0 })
    // A restart is recorded when the component answers, which is when this ends.
    await waitUntil(async () =>
      Object.values((await readStatus()).stores).every(({ restarts }) => restarts === 1),
    )
    const status = await readStatus()
    await expectToMatchSchema('status', status)
    const restarted = {
      restarts: 1,
      lastRestart: { at: expect.any(String) as string, reason: expect.stringContaining(' ended') as string },
    }
    expect(status.stores).toMatchObject({ postgres: restarted, dynamodb: restarted, mongo: restarted })
    expect(status.services).toMatchObject({ gateway: restarted, budget: restarted })
    expect((await stack.run('status')).stdout).toMatch(/mongo: (?:just now|\d+ min ago) {2}mongo ended/)

    // As a command that is killed after it has stopped the services, which are started again then.
    recordDeliberateStop(stack.home, ['services'])
    await kill('services')
    await waitUntil(async () => {
      const { gateway } = (await readStatus()).services
      return gateway.lastRestart?.reason.startsWith('A command of homemanager had stopped services') === true
    })
    expect((await readStatus()).services.gateway.restarts).toBe(1)
    await kill('services')
    await waitUntil(async () => (await readStatus()).services.gateway.restarts === 2)

    const hung = await getStackProcess(stack, 'mongo')
    process.kill(hung.pid, 'SIGSTOP')
    const unresponsive = await stack.run('status')
    expect(unresponsive).toMatchObject({ code: 4 })
    expect(unresponsive.stdout).toContain(
      'not responding: mongo. If that does not change, run homemanager restart mongo.',
    )

    process.kill(hung.pid, 'SIGCONT')

    // It would start with an empty database.
    const data = path.join(stack.home, 'data', 'mongo')
    await rename(data, `${data}.moved`)
    process.kill(hung.pid, 'SIGKILL')
    await waitUntil(
      async () => (await stack.run('status')).stdout.includes(`${data} was deleted`),
      TIMEOUT_MS,
    )
    await rename(`${data}.moved`, data)

    const [former, untouched] = [
      await getStackProcess(stack, 'mongo'),
      await getStackProcess(stack, 'services'),
    ]
    const restart = await stack.run('restart', 'mongo', '--json')
    expect(restart.code).toBe(0)
    const report = JSON.parse(restart.stdout) as RestartReport
    await expectToMatchSchema('restart', report)
    expect(report).toMatchObject({ ok: true, items: [{ name: 'mongo', ok: true }] })
    expect(isAlive(former)).toBe(false)
    expect(await getStackProcess(stack, 'services')).toEqual(untouched)
    expect((await stack.readState()).engines.find(({ store }) => store === 'mongo')?.port).toBe(
      stack.ports.mongo,
    )

    const services = await getStackProcess(stack, 'services')
    const before = await readStatus()
    const interrupted = stack.start('restart')
    const interruption = collectCommandResult(interrupted)
    await waitUntil(() => !isAlive(services))
    interrupted.kill('SIGINT')
    expect(await interruption).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(
        /These components are started again in the background: .*services[^]*INTERRUPTED/,
      ) as string,
    })
    await waitUntil(async () => (await readStatus()).ok, TIMEOUT_MS)
    const after = await readStatus()
    expect(after.services.gateway.restarts).toBe(before.services.gateway.restarts)
    expect(Object.values(after.stores).map(({ restarts }) => restarts)).toEqual(
      Object.values(before.stores).map(({ restarts }) => restarts),
    )

    for (const command of ['restart', 'down'] as const) await killCommand(stack, command)
    expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })

    const serve = stack.start('serve')
    const served = collectCommandResult(serve)
    await waitUntil(
      async () => (await readStatus()).ok && (await stack.readState()).services?.process.pid === serve.pid,
    )
    serve.kill('SIGINT')
    expect((await served).stderr).toContain('The services are stopped; the engines keep running.')
    expect(await stack.run('restart', 'services')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('✗ The services are not running.\n  → Run homemanager up') as string,
    })

    expect(await stack.run('down')).toMatchObject({ code: 0 })
    for (const port of Object.values(stack.ports)) expect(await isPortFree(port)).toBe(true)
    await waitUntil(() => listProcessesOf(stack).length === 0)
    expect(await stack.run('restart', 'mongo', '--json')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('STACK_NOT_RUNNING') as string,
    })
  },
)
