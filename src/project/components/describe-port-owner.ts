import { basename, dirname } from 'node:path'
import { isEphemeralHome } from '../../config/exported-stack.js'
import { findPortOwner } from './find-port-owner.js'
import { findStackProcesses } from './find-stack-processes.js'
import type { ProjectLocation } from '../state/project-location.js'

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
  // An ephemeral stack has no project directory of its own.
  if (isEphemeralHome(home)) return { text: `${text} of an ephemeral stack in ${home}` }
  const location = { project: basename(home), root: dirname(dirname(home)) }
  const name = `${component} of project ${location.project} in ${location.root}`
  return deleted
    ? { text: `${text}, ${name}, which was deleted`, command: 'homemanager doctor --fix' }
    : { text: `${text}, ${name}`, command: toDownCommand(location) }
}

/** Describes a running stack one of whose components has the port but is not running now. */
export function describeStackOfPort({ project, root, home }: ProjectLocation): PortOwnerDescription {
  if (isEphemeralHome(home)) return { text: `an ephemeral stack in ${home}` }
  return { text: `the stack of project ${project} in ${root}`, command: toDownCommand({ project, root }) }
}

function toDownCommand({ project, root }: Omit<ProjectLocation, 'home'>): string {
  return `homemanager down --project ${project} --cwd '${root}'`
}
