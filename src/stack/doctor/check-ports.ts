import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { answersHealthy } from '../health/answers-healthy.js'
import { portFree } from '../ports/port-free.js'
import { portOwner } from '../ports/port-owner.js'
import { stillRuns } from '../providers/process-identity.js'
import { readState } from '../state-file.js'
import type { Finding } from './finding.js'

const ANSWER_MS = 3000

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
      if (own.has(wanted) || (await portFree(wanted))) return undefined
      const owner = portOwner(wanted)
      const who = owner === undefined ? 'another process' : `${owner.command} (pid ${owner.pid})`
      const taken = { check: 'ports', message: `Port ${wanted} of ${name} is in use by ${who}.` }
      return pinned
        ? {
            ...taken,
            status: 'problem',
            fix: `End that process, or change ports.${name} in homemanager.yaml.`,
          }
        : { ...taken, status: 'warning', fix: 'Nothing to do: homemanager up moves to the next free port.' }
    }),
  )
  const taken = found.filter((finding) => finding !== undefined)
  if (taken.length > 0) return taken
  const { services } = state
  const serves =
    services !== undefined &&
    stillRuns(services.process) &&
    (await answersHealthy(services.urls.gateway, ANSWER_MS))
  const runs = serves ? 'in use by this stack' : 'free'
  return [{ check: 'ports', status: 'ok', message: `${names.length} ports are ${runs}` }]
}
