import { basename, dirname } from 'node:path'
import { isEphemeralHome } from '../../config/exported-stack.js'
import { findPortOwner } from './find-port-owner.js'
import { findStackProcesses } from './find-stack-processes.js'
import type { ProjectLocation } from '../state/project-location.js'

/** What listens on a port, for messages. */
export interface PortOwnerDescription {
  /** For example `node (pid 12)`, or `postgres (pid 12) of project shop in /home/user/shop`. */
  readonly text: string
  /** The stack it belongs to: `project shop in /home/user/shop`. */
  readonly stack?: string
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
  // An ephemeral stack has no project directory of its own.
  if (isEphemeralHome(home)) {
    const stack = `an ephemeral stack in ${home}`
    return { text: `${text} of ${stack}`, stack }
  }
  const location = { project: basename(home), root: dirname(dirname(home)) }
  const stack = `project ${location.project} in ${location.root}`
  const inStack = `${text}, ${component} of ${stack}`
  return deleted
    ? { text: `${inStack}, which was deleted`, stack, command: 'homemanager doctor --fix' }
    : { text: inStack, stack, command: toDownCommand(location) }
}

/** Describes a running stack one of whose components has the port but is not running now. */
export function describeStackOfPort({ project, root, home }: ProjectLocation): PortOwnerDescription {
  if (isEphemeralHome(home)) {
    const stack = `an ephemeral stack in ${home}`
    return { text: stack, stack }
  }
  const stack = `project ${project} in ${root}`
  return { text: `the stack of ${stack}`, stack, command: toDownCommand({ project, root }) }
}

function toDownCommand({ project, root }: Omit<ProjectLocation, 'home'>): string {
  return `homemanager down --project ${project} --cwd '${root}'`
}
