import { randomInt } from 'node:crypto'
import { findPortError } from '../../../core/is-port-free.js'

export interface LoopbackAddress {
  readonly host: string
  readonly port: number
}

/** Below the ports that Linux gives to outgoing connections and to servers that ask for any port, from 32768 on. */
const PORTS = { min: 12_000, max: 32_000 }

/**
 * A random loopback address, which no web page can guess, with a free port. dynoxide exits if the port is in use on
 * 127.0.0.1, although it listens on another address, so the port is free on both.
 */
export async function chooseLoopbackAddress(): Promise<LoopbackAddress> {
  const host = chooseLoopbackHost()
  for (;;) {
    const port = randomInt(PORTS.min, PORTS.max)
    const errors = [await findPortError(port), await findPortError(port, host)]
    if (errors.every((error) => error === undefined)) return { host, port }
  }
}

/** Only Linux has all of 127.0.0.0/8; elsewhere, 127.0.0.1. */
function chooseLoopbackHost(): string {
  if (process.platform !== 'linux') return '127.0.0.1'
  const octet = (): number => randomInt(1, 255)
  return `127.${octet()}.${octet()}.${octet()}`
}
