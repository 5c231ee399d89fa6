import { randomInt } from 'node:crypto'
import { isPortFree } from '../../src/core/is-port-free.js'

/** Below the ephemeral ports (from 32768 on Linux), which outgoing connections could use first. */
const MIN_PORT = 12_000
const PORTS_PER_WORKER = 2500
const MAX_WORKERS = 8
const reservedPorts = new Set<number>()

/** Each worker of Vitest has ports of its own: what one has reserved and not bound yet is free for the others. */
const WORKER = Number(process.env['VITEST_POOL_ID'] ?? 0) % MAX_WORKERS
const FIRST_PORT = MIN_PORT + WORKER * PORTS_PER_WORKER

/** A free port of 127.0.0.1 that this process has not returned before. */
export async function reserveFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, FIRST_PORT + PORTS_PER_WORKER)
    if (reservedPorts.has(port)) continue
    reservedPorts.add(port)
    if (await isPortFree(port)) return port
  }
}

/** A port for each name. */
export async function reserveFreePorts<Name extends string>(
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const ports = await Promise.all(names.map(async (name) => [name, await reserveFreePort()] as const))
  return Object.fromEntries(ports) as Record<Name, number>
}
