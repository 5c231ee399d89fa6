import { randomFillSync } from 'node:crypto'

/** Random bytes are read in blocks: a system call for a few bytes costs more than the rest of creating an ID. */
const pool = Buffer.allocUnsafe(4096)
let poolOffset = pool.length

/** Returns random bytes (at most 4,096), to be used before the next call. */
export function takeRandomBytes(count: number): Buffer {
  if (poolOffset + count > pool.length) {
    randomFillSync(pool)
    poolOffset = 0
  }
  poolOffset += count
  return pool.subarray(poolOffset - count, poolOffset)
}

/** Returns `bytes` random bytes (at most 4,096) as lower-case hexadecimal digits. */
export function randomHex(bytes: number): string {
  return takeRandomBytes(bytes).toString('hex')
}
