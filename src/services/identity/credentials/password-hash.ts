import { availableParallelism } from 'node:os'
import { createLimiter, type Limiter } from '../../../core/limiter.js'
import {
  createScryptHash,
  isWeakerCost,
  matchesScryptHash,
  parseScryptHash,
  type ScryptCost,
} from '../../../core/scrypt-hash.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'

/**
 * Hashing runs on Node's pool of four threads, which file access needs too, and takes 128 MiB each. One process has one pool,
 * so the limit applies to the process.
 */
export const passwordHashing: Limiter = createLimiter({
  maxRunning: Math.max(1, Math.min(3, availableParallelism())),
  maxWaiting: 100,
  onFull: () =>
    new HttpProblem(HTTP_ERRORS.OVERLOADED, {
      detail: 'Too many passwords are being checked. Try again in a moment.',
      headers: { 'retry-after': '1' },
    }),
})

/** Hashes with scrypt to a PHC string. */
export async function hashPassword(password: string, cost: ScryptCost): Promise<string> {
  return passwordHashing.run(async () => createScryptHash(password, cost))
}

/**
 * Whether the password matches the hash; false for a hash that is not scrypt. A check that fails takes as long as one with
 * `cost`, even if there is no hash, or if it is of an earlier version and faster to check: the response time does not reveal
 * whether an email address is registered.
 */
export async function verifyPassword(
  password: string,
  phc: string | undefined,
  cost: ScryptCost,
): Promise<boolean> {
  const hash = phc === undefined ? undefined : parseScryptHash(phc)
  if (hash !== undefined) {
    if (await passwordHashing.run(async () => matchesScryptHash(password, hash))) return true
    if (!isWeakerCost(hash.cost, cost)) return false
  }
  await hashPassword(password, cost)
  return false
}

/** Whether the hash was made with weaker parameters than these. */
export function isOutdatedHash(phc: string, cost: ScryptCost): boolean {
  const hash = parseScryptHash(phc)
  return hash !== undefined && isWeakerCost(hash.cost, cost)
}
