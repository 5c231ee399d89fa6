import { basename, dirname } from 'node:path'
import { isEphemeralHome } from '../../config/exported-stack.js'
import { findPortOwner } from './find-port-owner.js'
import { findStackProcesses } from './find-stack-processes.js'

/** What listens on a port, for messages. */
export interface PortOwnerDescription {
  /** For example `node (pid 12)`, or `postgres (pid 12) of project shop in /home/user/shop`. */
  readonly text: string
  /** The command that ends it, if it belongs to a stack. */
  readonly command?: string
}

/** Describes the process that listens on a port, with the project that it belongs to. */
export function describePortOwner(port: number): PortOwnerDescription {
  const owner = findPortOwner(port)
  if (owner === undefined) return { text: 'another process' }
  const text = `${owner.command} (pid ${owner.pid})`
  const found = findStackProcesses().find((each) => each.process.pid === owner.pid)
  if (found === undefined) return { text }
  const { home, component, deleted } = found
  const project = basename(home)
  // An ephemeral stack has no project directory of its own.
  if (isEphemeralHome(home)) return { text: `${text} of an ephemeral stack in ${home}` }
  const root = dirname(dirname(home))
  return {
    text: `${text}, ${component} of project ${project} in ${root}${deleted ? ', which was deleted' : ''}`,
    command: deleted ? 'homemanager doctor --fix' : `homemanager down --project ${project} --cwd '${root}'`,
  }
}
