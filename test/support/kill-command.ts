import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomInt } from 'node:crypto'
import type { StackStatus } from '../../src/project/status/stack-status.js'
import type { CliProject } from './cli-project.js'
import { getStackProcess, type StackProcessName } from './stack-processes.js'

export type KilledCommand = 'up' | 'down' | 'restart'

const MAX_DELAY_MS = 3000

/**
 * Starts a command, kills it at a random moment, and with it a process of the stack, if one is given. Throws unless the next
 * `up` repairs what that has left.
 */
export async function killCommand(
  stack: CliProject,
  command: KilledCommand,
  alsoKilled?: StackProcessName,
): Promise<void> {
  const delayMs = randomInt(MAX_DELAY_MS)
  const child = stack.start(command)
  const exited = once(child, 'exit')
  await Promise.race([sleep(delayMs), exited])
  child.kill('SIGKILL')
  if (alsoKilled !== undefined) await killProcess(stack, alsoKilled)
  await exited
  const { code, stdout, stderr } = await stack.run('up', '--json')
  const status = code === 0 ? (JSON.parse(stdout) as StackStatus) : undefined
  if (status?.ok !== true) {
    const killed = [command, alsoKilled].filter((name) => name !== undefined).join(' and ')
    throw new Error(`up failed after ${killed} was killed after ${delayMs} ms: ${stdout}${stderr}`)
  }
}

/** It may not be running at this moment. */
async function killProcess(stack: CliProject, name: StackProcessName): Promise<void> {
  try {
    process.kill((await getStackProcess(stack, name)).pid, 'SIGKILL')
  } catch {
    // It was stopped.
  }
}
