import { readFileSync } from 'node:fs'
import { getProcessIdentity, listPids } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'

/** In the environment of a command of the user and of all its child processes: they are found by it. */
export const SERVICE_VARIABLE = 'HOMEMANAGER_SERVICE'
export const SERVICE_HOME_VARIABLE = 'HOMEMANAGER_SERVICE_HOME'

export interface CommandProcess {
  readonly name: string
  readonly process: ProcessIdentity
}

/**
 * The processes of the commands of a project: also those that have left the process group, or whose parent has ended, and
 * whether or not any file records them. Linux only (/proc).
 */
export function findCommandProcesses(home: string, name?: string): readonly CommandProcess[] {
  if (process.platform !== 'linux') return []
  return listPids().flatMap((pid) => {
    const found = readMarkers(pid)
    if (found?.home !== home || (name !== undefined && found.name !== name)) return []
    const identity = Number(pid) === process.pid ? undefined : getProcessIdentity(Number(pid))
    return identity === undefined ? [] : [{ name: found.name, process: identity }]
  })
}

function readMarkers(pid: string): { readonly home: string; readonly name: string } | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    const read = (name: string): string | undefined =>
      variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)
    const home = read(SERVICE_HOME_VARIABLE)
    const name = read(SERVICE_VARIABLE)
    return home === undefined || name === undefined ? undefined : { home, name }
  } catch {
    // It has ended, or belongs to another user.
    return undefined
  }
}
