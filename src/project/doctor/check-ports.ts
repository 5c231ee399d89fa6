import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { isServiceHealthy } from '../readiness/is-service-healthy.js'
import { isPortFree } from '../ports/is-port-free.js'
import { findPortOwner } from '../ports/find-port-owner.js'
import { isAlive } from '../../providers/process-identity.js'
import { readState } from '../state/state-file.js'
import type { Finding } from './finding.js'

const READINESS_TIMEOUT_MS = 3000

/** Who has the ports that this project wants; its own parts may. */
export async function checkPorts(config: ResolvedConfig): Promise<readonly Finding[]> {
  const { state } = readState(config)
  const own = new Set([
    ...state.engines.map(({ port }) => port),
    ...Object.values(state.services?.urls ?? {}).map((url) => Number(new URL(url).port)),
  ])
  const names = Object.keys(config.ports) as PortName[]
  const found = await Promise.all(
    names.map(async (name): Promise<Finding | undefined> => {
      const { port, pinned } = config.ports[name]
      const wanted = pinned ? port : (state.ports[name] ?? port)
      if (own.has(wanted) || (await isPortFree(wanted))) return undefined
      const owner = findPortOwner(wanted)
      const who = owner === undefined ? 'another process' : `${owner.command} (pid ${owner.pid})`
      const inUse = { check: 'ports', message: `Port ${wanted} of ${name} is in use by ${who}.` }
      return pinned
        ? {
            ...inUse,
            status: 'problem',
            fix: `End that process, or change ports.${name} in homemanager.yaml.`,
          }
        : { ...inUse, status: 'warning', fix: 'Nothing to do: homemanager up moves to the next free port.' }
    }),
  )
  const inUse = found.filter((finding) => finding !== undefined)
  if (inUse.length > 0) return inUse
  const { services } = state
  const serves =
    services !== undefined &&
    isAlive(services.process) &&
    (await isServiceHealthy(services.urls.gateway, READINESS_TIMEOUT_MS))
  const runs = serves ? 'in use by this stack' : 'free'
  return [{ check: 'ports', status: 'ok', message: `${names.length} ports are ${runs}` }]
}
