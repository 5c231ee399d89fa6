import { randomInt } from 'node:crypto'
import { isPortFree } from '../../src/project/ports/is-port-free.js'

/** Below what systems give to outgoing connections (32768 on Linux): one of those could take it before it is used. */
const MIN_PORT = 12_000
const MAX_PORT = 32_000
const reservedPorts = new Set<number>()

/** A port of 127.0.0.1 on which nobody listens now, and which this process has not given before. */
export async function reserveFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(MIN_PORT, MAX_PORT)
    if (reservedPorts.has(port) || !(await isPortFree(port))) continue
    reservedPorts.add(port)
    return port
  }
}
