import { randomFillSync } from 'node:crypto'

/** Random bytes are read in blocks: a system call for a few bytes costs more than the rest of creating an ID. */
const pool = Buffer.allocUnsafe(4096)
let poolOffset = pool.length

/** Returns `bytes` random bytes (at most 4,096) as lower-case hexadecimal digits. */
export function randomHex(bytes: number): string {
  if (poolOffset + bytes > pool.length) {
    randomFillSync(pool)
    poolOffset = 0
  }
  const hex = pool.toString('hex', poolOffset, poolOffset + bytes)
  poolOffset += bytes
  return hex
}
