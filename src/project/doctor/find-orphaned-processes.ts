import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { getProcessIdentity } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'

/** An engine or service host whose project directory no longer exists. */
export interface OrphanedProcess {
  readonly process: ProcessIdentity
  /** The program, without its arguments. */
  readonly command: string
  /** The state directory that no longer exists. */
  readonly home: string
}

/**
 * Processes that still run for a project whose directory was deleted; `down` can no longer find them. Linux only (/proc):
 * on other systems the list is empty. They are recognized by the state directory in their arguments or environment.
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
  const args = readProcFile(pid, 'cmdline').split('\0')
  const homes = args.flatMap(
    (arg) => /(\/.*\/(?:\.homemanager\/[a-z0-9-]+|homemanager-\w{6}))\/data\//.exec(`${arg}/`)?.[1] ?? [],
  )
  if (homes[0] !== undefined) return homes[0]
  const variables = readProcFile(pid, 'environ').split('\0')
  if (!variables.includes('HOMEMANAGER_PART=services')) return undefined
  return variables.find((line) => line.startsWith('HOMEMANAGER_HOME='))?.slice('HOMEMANAGER_HOME='.length)
}

/** Empty for processes of other users, and for those that have exited in the meantime. */
function readProcFile(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
