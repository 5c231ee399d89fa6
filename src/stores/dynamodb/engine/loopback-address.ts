import { randomInt } from 'node:crypto'

/** A random loopback address, which no web page can guess. Only Linux has all of 127.0.0.0/8; elsewhere, 127.0.0.1. */
export function chooseLoopbackAddress(): string {
  if (process.platform !== 'linux') return '127.0.0.1'
  const octet = (): number => randomInt(1, 255)
  return `127.${octet()}.${octet()}.${octet()}`
}
