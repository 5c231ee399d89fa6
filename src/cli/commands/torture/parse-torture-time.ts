import { parseDurationMs } from '../../../config/parse-duration.js'
import { invalidValueError } from '../../usage-error.js'

/** The access tokens of the test users are valid for 15 minutes. */
const MAX_MS = 600_000

/** Milliseconds. Throws `USAGE`. */
export function parseTortureTime(text: string, subject: string): number {
  const ms = /^[1-9]\d{0,5}(?:ms|s|m)$/.test(text) ? parseDurationMs(text) : 0
  if (ms > 0 && ms <= MAX_MS) return ms
  throw invalidValueError(subject, text, 'a duration such as 30s or 5m, and at most 10m')
}
