import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { StoreName } from '../../src/core/store-name.js'
import { isAlive } from '../../src/providers/process-identity.js'
import type { ProcessIdentity } from '../../src/providers/provider.js'
import type { CliProject } from './cli-project.js'

export type StackProcessName = StoreName | 'services' | 'supervisor'

/** The process of a component of a started stack. */
export async function getStackProcess(stack: CliProject, name: StackProcessName): Promise<ProcessIdentity> {
  const found = await findStackProcess(stack, name)
  if (found === undefined) throw new Error(`${name} has no process.`)
  return found
}

async function findStackProcess(
  stack: CliProject,
  name: StackProcessName,
): Promise<ProcessIdentity | undefined> {
  if (name === 'supervisor') {
    const file = path.join(stack.home, 'supervisor.running.json')
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity
  }
  const { engines, services } = await stack.readState()
  return name === 'services' ? services?.process : engines.find(({ store }) => store === name)?.process
}

/** Whether the component runs in another process than `former`. */
export async function isRestarted(
  stack: CliProject,
  name: StackProcessName,
  former: ProcessIdentity,
): Promise<boolean> {
  const current = await findStackProcess(stack, name)
  return current !== undefined && current.pid !== former.pid && isAlive(current)
}

/** The command lines of all processes that name the state directory of a stack. Linux only. */
export function listProcessesOf({ home }: CliProject): readonly string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readCommandLine(pid))
    .filter((line) => line.includes(home))
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
