import { isAlive } from '../../providers/process-identity.js'
import { inspectState } from '../state/inspect-state.js'
import type { ProjectLocation } from '../state/project-location.js'
import { isStackLocked } from '../state/stack-lock.js'
import { listRegisteredStacks } from '../stacks/stack-registry.js'
import { getUrlPort } from '../../core/url-port.js'

/**
 * The ports of other running stacks of this user, also those of components that have ended and are about to be restarted: the
 * services of that stack connect to them again, and must not reach the engine of another project.
 */
export function findClaimedPorts(home: string): ReadonlyMap<number, ProjectLocation> {
  const others = listRegisteredStacks().filter((location) => location.home !== home)
  return new Map(others.flatMap((location) => listPorts(location).map((port) => [port, location] as const)))
}

/**
 * None if nothing of the stack is running. A command that holds the stack lock may have stopped the engines for a moment, as
 * snapshots of containers do; no process of a stack of containers tells.
 */
function listPorts(location: ProjectLocation): readonly number[] {
  const { state } = inspectState(location)
  if (state === undefined) return []
  const { engines, addons = [], services } = state
  const processes = [...engines.map((engine) => engine.process), services?.process]
  const isRunning = processes.some((identity) => identity !== undefined && isAlive(identity))
  if (!isRunning && !isStackLocked(location.home)) return []
  const urls = services !== undefined && isAlive(services.process) ? Object.values(services.urls) : []
  return [
    ...engines.filter(({ provider }) => provider !== 'external').map(({ port }) => port),
    ...addons.map(({ port }) => port),
    ...urls.map((url) => getUrlPort(url)),
  ]
}
