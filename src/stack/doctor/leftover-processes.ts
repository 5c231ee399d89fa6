import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { identityOf } from '../providers/process-identity.js'
import type { ProcessIdentity } from '../providers/provider.js'

/** An engine or a service host of ours whose project's folder is gone. */
export interface LeftoverProcess {
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
export function leftoverProcesses(): readonly LeftoverProcess[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const pid = Number(name)
      const home = homeOf(pid)
      if (home === undefined || existsSync(home)) return []
      const identity = identityOf(pid)
      const command = read(pid, 'comm').trim()
      return identity === undefined ? [] : [{ process: identity, command, home }]
    })
}

function homeOf(pid: number): string | undefined {
  const words = read(pid, 'cmdline').split('\0')
  const named = words.flatMap(
    (word) => /(\/.*\/(?:\.homemanager\/[a-z0-9-]+|homemanager-\w{6}))\/data\//.exec(`${word}/`)?.[1] ?? [],
  )
  if (named[0] !== undefined) return named[0]
  const variables = read(pid, 'environ').split('\0')
  if (!variables.includes('HOMEMANAGER_PART=services')) return undefined
  return variables.find((line) => line.startsWith('HOMEMANAGER_HOME='))?.slice('HOMEMANAGER_HOME='.length)
}

/** Empty for processes of other users, and for those that ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
