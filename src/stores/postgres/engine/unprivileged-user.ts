import { chmod, stat } from 'node:fs/promises'
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
}

const USER_NAMESPACE_ARGS = ['-U', '--map-user=1000', '--map-group=1000']
/** The conventional ids of the user `nobody`. */
const NOBODY: UserIds = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL does not run with uid 0. For root, the first that applies is used: the owner of existing data, if that is
 * not root; a user namespace that maps root to uid 1000, so that files are still owned by root; the user `nobody`, if
 * user namespaces are not permitted, as in most containers. Any other user runs PostgreSQL directly.
 */
export async function resolveUnprivilegedUser(dataDirectory: string): Promise<UnprivilegedUser> {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }) }
  const data = await stat(dataDirectory).catch(() => undefined)
  if (data !== undefined && data.uid !== 0) return toUnprivilegedUser({ uid: data.uid, gid: data.gid })
  const namespaces = await runProgram('unshare', [...USER_NAMESPACE_ARGS, 'true'])
  if (namespaces.ok) {
    return {
      wrap: (command, args) => ({ command: 'unshare', args: [...USER_NAMESPACE_ARGS, command, ...args] }),
    }
  }
  await allowTraversal(dataDirectory, namespaces.output)
  return toUnprivilegedUser(NOBODY)
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
