import { once } from 'node:events'
import { createServer } from 'node:net'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { PortName } from '../../config/settings/ports.js'
import { HomeError } from '../../core/home-error.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { findPortError, isPortFree } from '../../core/is-port-free.js'
import { findClaimedPorts } from './claimed-ports.js'
import {
  describePortOwner,
  describeStackOfPort,
  type PortOwnerDescription,
} from '../components/describe-port-owner.js'

export type PortPlan = Readonly<Partial<Record<PortName, number>>>

/** A port that was in use and replaced by another one. */
export interface MovedPort {
  readonly name: PortName
  readonly from: number
  readonly to: number
  readonly owner: PortOwnerDescription
}

export interface ChosenPorts {
  readonly ports: PortPlan
  readonly moved: readonly MovedPort[]
}

export interface PortConstraints {
  /** A port to treat as in use even if it appears free. */
  readonly inUse?: number
  /** Ports of components that are about to be replaced: each counts as free for its component. */
  readonly reusable?: PortPlan
}

/**
 * Chooses a free port for each component. The ports of other running stacks are in use even while a component is down. If a
 * pinned port is in use, throws `PORT_IN_USE` with the name of the process. Any other port in use is replaced by the next free
 * one that no component of this stack is configured for; pass it as `remembered` from then on. 0 means any free port.
 */
export async function choosePorts(
  config: ResolvedConfig,
  names: readonly PortName[],
  remembered: PortPlan,
  { inUse, reusable = {} }: PortConstraints = {},
): Promise<ChosenPorts> {
  const getDesiredPort = (name: PortName): number =>
    config.ports[name].pinned
      ? config.ports[name].port
      : (remembered[name] ?? reusable[name] ?? config.ports[name].port)
  const reserved = new Set(Object.keys(config.ports).map((name) => getDesiredPort(name as PortName)))
  const claimed = findClaimedPorts(config.home)
  const isAvailable = async (port: number): Promise<boolean> => !claimed.has(port) && (await isPortFree(port))
  const free = await Promise.all(
    names.map(
      async (name) =>
        getDesiredPort(name) !== inUse &&
        (getDesiredPort(name) === reusable[name] || (await isAvailable(getDesiredPort(name)))),
    ),
  )
  const ports: Partial<Record<PortName, number>> = {}
  const moved: MovedPort[] = []
  for (const [index, name] of names.entries()) {
    const from = getDesiredPort(name)
    if (from === 0) {
      ports[name] = await findUnreservedPort(reserved)
      reserved.add(ports[name])
      continue
    }
    if (free[index]) {
      ports[name] = from
      continue
    }
    const error = await findPortError(from)
    if (error !== undefined && error.code !== 'EADDRINUSE') throw toPortNotPermittedError(name, from, error)
    const stack = (await isPortFree(from)) ? claimed.get(from) : undefined
    const owner = stack === undefined ? describePortOwner(from) : describeStackOfPort(stack)
    if (config.ports[name].pinned) throw toPortInUseError(name, from, owner)
    const to = await findNextFreePort(from, reserved, isAvailable)
    reserved.add(to)
    ports[name] = to
    moved.push({ name, from, to, owner })
  }
  return { ports, moved }
}

/** A free port chosen by the operating system. */
async function findUnreservedPort(reserved: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    server.close()
    await once(server, 'close')
    if (typeof address === 'object' && address !== null && !reserved.has(address.port)) return address.port
  }
}

async function findNextFreePort(
  from: number,
  reserved: ReadonlySet<number>,
  isAvailable: (port: number) => Promise<boolean>,
): Promise<number> {
  for (let port = from + 1; port <= 65_535; port++) {
    if (!reserved.has(port) && (await isAvailable(port))) return port
  }
  throw new HomeError(STACK_ERRORS.PORT_IN_USE, {
    message: `No port above ${from} is free.`,
    suggestion: 'Set another port in homemanager.yaml, under ports.',
  })
}

function toPortNotPermittedError(name: PortName, port: number, cause: NodeJS.ErrnoException): HomeError {
  return new HomeError(STACK_ERRORS.PORT_NOT_PERMITTED, {
    message: `This user cannot listen on port ${port}, configured for ${name}.`,
    detail: cause.message,
    suggestion: `Set a port of 1024 or higher: HOMEMANAGER_${name.toUpperCase()}_PORT, or ports.${name} in homemanager.yaml.`,
    cause,
  })
}

function toPortInUseError(name: PortName, port: number, owner: PortOwnerDescription): HomeError {
  return new HomeError(STACK_ERRORS.PORT_IN_USE, {
    message: `Port ${port}, configured for ${name}, is in use by ${owner.text}.`,
    suggestion: `${owner.command === undefined ? 'Stop that process' : `Run ${owner.command}`}, or set another port: HOMEMANAGER_${name.toUpperCase()}_PORT, or ports.${name} in homemanager.yaml.`,
  })
}
