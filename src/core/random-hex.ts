import { randomFillSync } from 'node:crypto'

/** Asking the system for a few bytes at a time costs more than the rest of making an id. */
const pool = Buffer.allocUnsafe(4096)
let poolOffset = pool.length

/** `bytes` random bytes (at most 4,096), as lower-case hexadecimal digits. */
export function randomHex(bytes: number): string {
  if (poolOffset + bytes > pool.length) {
    randomFillSync(pool)
    poolOffset = 0
  }
  const hex = pool.toString('hex', poolOffset, poolOffset + bytes)
  poolOffset += bytes
  return hex
}
