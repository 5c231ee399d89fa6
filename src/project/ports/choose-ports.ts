import { once } from 'node:events'
import { createServer } from 'node:net'
import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import { isPortFree } from './is-port-free.js'
import { findPortOwner } from './find-port-owner.js'

export type PortPlan = Readonly<Partial<Record<PortName, number>>>

/** A default port that was taken, and where it went. */
export interface MovedPort {
  readonly name: PortName
  readonly from: number
  readonly to: number
  readonly owner: string
}

export interface ChosenPorts {
  readonly ports: PortPlan
  readonly moved: readonly MovedPort[]
}

export interface PortConstraints {
  /** Not free, whatever it looks like. */
  readonly inUse?: number
  /** What a part has that is about to be replaced: free for that part. */
  readonly reusable?: PortPlan
}

/**
 * A free port for each part named. A pinned port that is taken is `PORT_IN_USE`, naming who has it; any other moves to
 * the next free one that no part of this stack wants, and stays there (`remembered`). 0 is any free port.
 */
export async function choosePorts(
  config: ResolvedConfig,
  names: readonly PortName[],
  remembered: PortPlan,
  { inUse, reusable = {} }: PortConstraints = {},
): Promise<ChosenPorts> {
  const wish = (name: PortName): number =>
    config.ports[name].pinned ? config.ports[name].port : (remembered[name] ?? config.ports[name].port)
  const spoken = new Set(Object.keys(config.ports).map((name) => wish(name as PortName)))
  const free = await Promise.all(
    names.map(
      async (name) =>
        wish(name) !== inUse && (wish(name) === reusable[name] || (await isPortFree(wish(name)))),
    ),
  )
  const ports: Partial<Record<PortName, number>> = {}
  const moved: MovedPort[] = []
  for (const [index, name] of names.entries()) {
    const from = wish(name)
    if (from === 0) {
      ports[name] = await findUnreservedPort(spoken)
      spoken.add(ports[name])
      continue
    }
    if (free[index]) {
      ports[name] = from
      continue
    }
    const owner = findPortOwner(from)
    const who = owner === undefined ? 'another process' : `${owner.command} (pid ${owner.pid})`
    if (config.ports[name].pinned) throw toPortInUseError(name, from, who)
    const to = await findNextFreePort(from, spoken)
    spoken.add(to)
    ports[name] = to
    moved.push({ name, from, to, owner: who })
  }
  return { ports, moved }
}

/** What the system gives; a port of 0 asks for that. */
async function findUnreservedPort(spoken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    server.close()
    await once(server, 'close')
    if (typeof address === 'object' && address !== null && !spoken.has(address.port)) return address.port
  }
}

async function findNextFreePort(from: number, spoken: ReadonlySet<number>): Promise<number> {
  for (let port = from + 1; port <= 65_535; port++) {
    if (!spoken.has(port) && (await isPortFree(port))) return port
  }
  throw new HomeError(STACK_ERRORS.PORT_IN_USE, {
    message: `No port above ${from} is free.`,
    suggestion: 'Pin another one in homemanager.yaml, under ports.',
  })
}

function toPortInUseError(name: PortName, port: number, who: string): HomeError {
  return new HomeError(STACK_ERRORS.PORT_IN_USE, {
    message: `Port ${port}, which is set for ${name}, is in use by ${who}.`,
    suggestion: `End that process, or set another port: HOMEMANAGER_${name.toUpperCase()}_PORT, or ports.${name} in homemanager.yaml.`,
  })
}
