import { randomFillSync } from 'node:crypto'

/** Asking the system for a few bytes at a time costs more than the rest of making an id. */
const pool = Buffer.allocUnsafe(4096)
let used = pool.length

/** `bytes` random bytes (at most 4,096), as lower-case hexadecimal digits. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const hex = pool.toString('hex', used, used + bytes)
  used += bytes
  return hex
}
