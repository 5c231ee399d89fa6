import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { getProcessIdentity, isSessionLeader, listPids } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'

/** A running engine or service host, of any project of this user. */
export interface StackProcess {
  readonly process: ProcessIdentity
  /** The program, without its arguments. */
  readonly command: string
  /** The store of an engine, or `services`. */
  readonly component: string
  /** The state directory where it is now: that of a renamed project differs from the one in its arguments. */
  readonly home: string
  /** Whether the state directory was deleted. */
  readonly deleted: boolean
}

const ENGINE_DATA = /^(\/.*\/(?:\.homemanager\/[a-z0-9-]+|homemanager-\w{6}))\/data\/([a-z-]+)(?:\/|$)/
const DELETED = / \(deleted\)$/

/**
 * The processes of stacks, recognized by the state directory in their arguments or environment and located by their working
 * directory, which is in it. An engine is the leader of a session and has the lock file of its data open; a program that only
 * reads the files of a stack, such as `tail -f`, is not one. Processes of containers and other namespaces are left out. Linux only (/proc): on other systems
 * the list is empty.
 */
export function findStackProcesses(): readonly StackProcess[] {
  if (process.platform !== 'linux') return []
  const namespaces = readNamespaces('self')
  return listPids().flatMap((name) => {
    const found = findComponent(name)
    if (found === undefined || readNamespaces(name) !== namespaces) return []
    const identity = getProcessIdentity(Number(name))
    if (identity === undefined) return []
    const directory = readLink(`/proc/${name}/cwd`) ?? ''
    const deleted = DELETED.test(directory)
    const current = directory.replace(DELETED, '').replace(/\/data\/[a-z-]+$/, '')
    // Earlier versions started the services in the working directory of the command.
    const isLocated = !deleted && /\/\.homemanager\/[^/]+$|\/homemanager-\w{6}$/.test(current)
    const home = isLocated ? current : found.home
    const command = readProcFile(name, 'comm').trim()
    return [{ process: identity, command, component: found.component, home, deleted }]
  })
}

/**
 * The engines of a state directory that another user has started, whose files cannot be read: recognized by their arguments
 * alone, so they may only be reported. Linux only (/proc).
 */
export function findForeignProcesses(home: string): readonly ProcessIdentity[] {
  if (process.platform !== 'linux') return []
  return listPids()
    .filter(
      (pid) => isForeign(pid) && listArguments(pid).some((each) => ENGINE_DATA.exec(each)?.[1] === home),
    )
    .flatMap((pid) => getProcessIdentity(Number(pid)) ?? [])
}

function isForeign(pid: string): boolean {
  try {
    readdirSync(`/proc/${pid}/fd`)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
  }
}

function listArguments(pid: string): readonly string[] {
  return readProcFile(pid, 'cmdline').split('\0')
}

function findComponent(pid: string): { readonly home: string; readonly component: string } | undefined {
  for (const argument of listArguments(pid)) {
    const [, home, component] = ENGINE_DATA.exec(argument) ?? []
    if (home !== undefined && component !== undefined && isEngine(pid, home, component))
      return { home, component }
  }
  const variables = readProcFile(pid, 'environ').split('\0')
  if (!variables.includes('HOMEMANAGER_PART=services')) return undefined
  const variable = variables.find((line) => line.startsWith('HOMEMANAGER_HOME='))
  return variable === undefined
    ? undefined
    : { home: variable.slice('HOMEMANAGER_HOME='.length), component: 'services' }
}

function isEngine(pid: string, home: string, component: string): boolean {
  if (!isSessionLeader(pid)) return false
  const lock = `${component}.lock`
  // Engines of earlier versions have no lock file.
  return hasOpen(pid, lock) || (existsSync(`${home}/data`) && !existsSync(`${home}/data/${lock}`))
}

function hasOpen(pid: string, name: string): boolean {
  const directory = `/proc/${pid}/fd`
  try {
    return readdirSync(directory).some(
      (descriptor) =>
        path.basename((readLink(`${directory}/${descriptor}`) ?? '').replace(DELETED, '')) === name,
    )
  } catch {
    return false
  }
}

function readNamespaces(pid: string): string {
  return `${readLink(`/proc/${pid}/ns/pid`)} ${readLink(`/proc/${pid}/ns/mnt`)}`
}

function readLink(location: string): string | undefined {
  try {
    return readlinkSync(location)
  } catch {
    return undefined
  }
}

/** Empty for processes of other users, and for those that have exited in the meantime. */
function readProcFile(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
