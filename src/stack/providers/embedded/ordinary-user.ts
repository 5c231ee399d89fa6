import { runProgram } from './run-program.js'

interface WrappedProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly runAs?: { readonly uid: number; readonly gid: number }
}

/** How to run a program that refuses to be run by root. */
export interface OrdinaryUser {
  wrap(command: string, args: readonly string[]): WrappedProgram
}

const NAMESPACE = ['-U', '--map-user=1000', '--map-group=1000']

/**
 * PostgreSQL refuses uid 0. Root runs it in a user namespace where root is called 1000, so that files still belong to
 * root; a process that is not root runs it as it is.
 */
export async function ordinaryUser(_folder: string): Promise<OrdinaryUser> {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }) }
  const probe = await runProgram('unshare', [...NAMESPACE, 'true'])
  if (!probe.ok) throw new Error(probe.output)
  return { wrap: (command, args) => ({ command: 'unshare', args: [...NAMESPACE, command, ...args] }) }
}
