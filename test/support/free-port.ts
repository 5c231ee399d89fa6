import { randomInt } from 'node:crypto'
import { portFree } from '../../src/stack/ports/port-free.js'

/** Below what systems give to outgoing connections (32768 on Linux): one of those could take it before it is used. */
const FROM = 12_000
const TO = 32_000
const given = new Set<number>()

/** A port of 127.0.0.1 on which nobody listens now, and which this process has not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, TO)
    if (given.has(port) || !(await portFree(port))) continue
    given.add(port)
    return port
  }
}
