import { readFileSync } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

interface UserIds {
  readonly uid: number
  readonly gid: number
}

interface WrappedProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly runAs?: UserIds
}

/** How to run a program that does not run as root. */
export interface UnprivilegedUser {
  wrap(command: string, args: readonly string[]): WrappedProgram
  /** Set if that is not the current user. This user must own the data. */
  readonly owner?: UserIds
  /** Set if the user has no name, and cannot get one: why it cannot. */
  readonly nameless?: string
}

/** The conventional ids of the user `nobody`. */
const NOBODY: UserIds = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL does not run with uid 0, and initdb only as a user that has a name. For root, the first that applies is
 * used: the owner of existing data, if that is not root; a user namespace that maps root to a user with a name, so that
 * files are still owned by root; the user `nobody`, if user namespaces are not permitted, as in most containers. A user
 * without a name, as in a container that runs with an arbitrary uid, gets one in a user namespace, or does without. Any other
 * user runs PostgreSQL directly.
 */
export async function resolveUnprivilegedUser(dataDirectory: string): Promise<UnprivilegedUser> {
  const isRoot = process.getuid?.() === 0
  if (!isRoot && hasName()) return { wrap: (command, args) => ({ command, args }) }
  const data = await stat(dataDirectory).catch(() => undefined)
  if (isRoot && data !== undefined && data.uid !== 0)
    return toUnprivilegedUser({ uid: data.uid, gid: data.gid })
  const named = findNamedUser() ?? NOBODY
  const namespace = ['-U', `--map-user=${named.uid}`, `--map-group=${named.gid}`]
  const namespaces = await tryNamespace(namespace)
  if (namespaces.ok) {
    return { wrap: (command, args) => ({ command: 'unshare', args: [...namespace, command, ...args] }) }
  }
  if (!isRoot) return { wrap: (command, args) => ({ command, args }), nameless: namespaces.output }
  await allowTraversal(dataDirectory, namespaces.output)
  return toUnprivilegedUser(NOBODY)
}

let workingNamespace: string | undefined

/** Whether a program can run in a user namespace; checked until it can. */
async function tryNamespace(
  options: readonly string[],
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const key = options.join(' ')
  if (workingNamespace === key) return { ok: true, output: '' }
  const outcome = await runProgram('unshare', [...options, 'true'])
  if (outcome.ok) workingNamespace = key
  return outcome
}

/** Whether this process's user is in the user database, which need not be /etc/passwd. */
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

/** A user of /etc/passwd other than root: uid 1000 or nobody if they exist, otherwise any. */
function findNamedUser(): UserIds | undefined {
  const users = readUsers().filter(({ uid }) => uid > 0)
  return users.find(({ uid }) => uid === 1000) ?? users.find(({ uid }) => uid === NOBODY.uid) ?? users[0]
}

function readUsers(): readonly UserIds[] {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
    return lines.flatMap((line) => {
      const [, , uid = '', gid = ''] = line.split(':')
      return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [{ uid: Number(uid), gid: Number(gid) }] : []
    })
  } catch {
    return []
  }
}

/** For a user without a name, if the programs require one. */
export function nameRequired(namespaceError: string): HomeError {
  const uid = process.getuid?.()
  return new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: `PostgreSQL requires a user with a name, but uid ${uid} is not in /etc/passwd.`,
    detail: `User namespaces are not available: ${namespaceError.trim()}.`,
    suggestion: `Add an entry for uid ${uid} to /etc/passwd, or run the command as another user.`,
  })
}

function toUnprivilegedUser(runAs: UserIds): UnprivilegedUser {
  return { wrap: (command, args) => ({ command, args, runAs }), owner: runAs }
}

/** Lets `nobody` traverse the project's directories. Throws if a parent directory does not permit it. */
async function allowTraversal(dataDirectory: string, namespaceError: string): Promise<void> {
  const data = path.dirname(dataDirectory)
  await chmod(data, 0o711)
  const home = path.dirname(data)
  await chmod(home, 0o711)
  if (path.basename(path.dirname(home)) === '.homemanager') await chmod(path.dirname(home), 0o711)
  const { ok } = await runProgram('test', ['-x', data], { runAs: NOBODY })
  if (ok) return
  throw new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: 'PostgreSQL does not run as root, and no other user is available to run it.',
    detail: `User namespaces are not available: ${namespaceError.trim()}. The user nobody cannot access ${data}.`,
    suggestion:
      'Run the command as a regular user, or in a directory that other users can traverse (chmod o+x).',
  })
}
