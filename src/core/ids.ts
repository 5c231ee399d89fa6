import { v5, v7 } from 'uuid'
import { takeRandomBytes } from './random-bytes.js'

let milliseconds = 0
let sequence = 0

/** Creates a UUID (RFC 9562, version 7) that is greater than those this process has created before. */
export function createId(): string {
  const random = takeRandomBytes(16)
  const now = Date.now()
  if (now > milliseconds) {
    milliseconds = now
    // Half of the range is left for other IDs of the same millisecond.
    sequence = random.readUInt32BE(6) >>> 1
  } else sequence++
  return v7({ msecs: milliseconds, seq: sequence, random })
}

/** Derives a deterministic UUID from `name` and `namespace` (RFC 9562, version 5). */
export function deriveId(name: string, namespace: string): string {
  return v5(name, namespace)
}
