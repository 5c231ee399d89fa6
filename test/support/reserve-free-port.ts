import { randomInt } from 'node:crypto'
import { isPortFree } from '../../src/project/components/is-port-free.js'

/** Below the ephemeral ports (from 32768 on Linux), which outgoing connections could use first. */
const MIN_PORT = 12_000
const MAX_PORT = 32_000
const reservedPorts = new Set<number>()

/** A free port of 127.0.0.1 that this process has not returned before. */
export async function reserveFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(MIN_PORT, MAX_PORT)
    if (reservedPorts.has(port) || !(await isPortFree(port))) continue
    reservedPorts.add(port)
    return port
  }
}
