import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { getProcessIdentity } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'

/** An engine or a service host of ours whose project's folder is gone. */
export interface OrphanedProcess {
  readonly process: ProcessIdentity
  /** The program, without its arguments. */
  readonly command: string
  /** The project's home that is gone. */
  readonly home: string
}

/**
 * What runs on for a project whose folder was deleted: `down` can no longer find it. Linux only (/proc); other systems
 * report none. Recognised by the home that its arguments or its environment name.
 */
export function findOrphanedProcesses(): readonly OrphanedProcess[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const pid = Number(name)
      const home = findHome(pid)
      if (home === undefined || existsSync(home)) return []
      const identity = getProcessIdentity(pid)
      const command = readProcFile(pid, 'comm').trim()
      return identity === undefined ? [] : [{ process: identity, command, home }]
    })
}

function findHome(pid: number): string | undefined {
  const words = readProcFile(pid, 'cmdline').split('\0')
  const named = words.flatMap(
    (word) => /(\/.*\/(?:\.homemanager\/[a-z0-9-]+|homemanager-\w{6}))\/data\//.exec(`${word}/`)?.[1] ?? [],
  )
  if (named[0] !== undefined) return named[0]
  const variables = readProcFile(pid, 'environ').split('\0')
  if (!variables.includes('HOMEMANAGER_PART=services')) return undefined
  return variables.find((line) => line.startsWith('HOMEMANAGER_HOME='))?.slice('HOMEMANAGER_HOME='.length)
}

/** Empty for processes of other users, and for those that ended meanwhile. */
function readProcFile(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
