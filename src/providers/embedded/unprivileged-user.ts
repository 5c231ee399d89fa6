import { chmod, stat } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import { runProgram } from './run-program.js'

interface UserIds {
  readonly uid: number
  readonly gid: number
}

interface WrappedProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly runAs?: UserIds
}

/** How to run a program that refuses to be run by root. */
export interface UnprivilegedUser {
  wrap(command: string, args: readonly string[]): WrappedProgram
  /** Set when that is another user than this one, who then must own the data. */
  readonly owner?: UserIds
}

const USER_NAMESPACE_ARGS = ['-U', '--map-user=1000', '--map-group=1000']
/** `nobody`, where the system does not say otherwise. */
const NOBODY: UserIds = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses uid 0, so root runs it in another way: data of an ordinary user as that user; else in a user
 * namespace where root is called 1000, so that files still belong to root; where namespaces are forbidden (as in most
 * containers) as `nobody`. Who is not root runs it as it is.
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

/** `nobody` must be able to walk to the data. Our own folders let it; for those above there is only an error. */
async function allowTraversal(dataDirectory: string, whyNoNamespace: string): Promise<void> {
  const data = path.dirname(dataDirectory)
  await chmod(data, 0o711)
  const home = path.dirname(data)
  await chmod(home, 0o711)
  if (path.basename(path.dirname(home)) === '.homemanager') await chmod(path.dirname(home), 0o711)
  const { ok } = await runProgram('test', ['-x', data], { runAs: NOBODY })
  if (ok) return
  throw new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: 'PostgreSQL does not run as root, and there is no other user here that it could run as.',
    detail: `No user namespace: ${whyNoNamespace.trim()}. The user nobody cannot reach ${data}.`,
    suggestion: 'Run the command as an ordinary user, or in a folder that others may enter (chmod o+x).',
  })
}
