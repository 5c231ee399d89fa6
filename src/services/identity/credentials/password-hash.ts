import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { createLimiter, type Limiter } from '../../../core/limiter.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'

/**
 * Hashing runs on Node's pool of four threads, which file access needs too, and takes 16 MiB each. One process has one pool, so
 * the limit applies to the process.
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

const SCRYPT_LOG_N = 14
const HASH_BYTES = 32
const PHC_PATTERN =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,88})\$([A-Za-z0-9+/]{22,172})$/

/** Hashes with scrypt to a PHC string, `$scrypt$ln=14,r=8,p=1$salt$hash`: about 40 ms and 16 MiB, off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await deriveKey(password, salt, HASH_BYTES, { N: 2 ** SCRYPT_LOG_N, r: 8, p: 1 })
  return `$scrypt$ln=${SCRYPT_LOG_N},r=8,p=1$${toUnpaddedBase64(salt)}$${toUnpaddedBase64(hash)}`
}

/** Whether the password matches the hash; false for a hash that is not scrypt or requires more than 64 MiB. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const [, logN, r, p, salt, hash] = PHC_PATTERN.exec(phc) ?? []
  if (logN === undefined || salt === undefined || hash === undefined) return false
  const cost = { N: 2 ** Number(logN), r: Number(r), p: Number(p) }
  if (cost.N < 2 || cost.r < 1 || cost.p < 1 || cost.N * cost.r > 2 ** 19) return false
  const expected = Buffer.from(hash, 'base64')
  const actual = await deriveKey(password, Buffer.from(salt, 'base64'), expected.length, cost)
  return timingSafeEqual(actual, expected)
}

/** Takes as long as a real check, so that the response time does not reveal whether an email address is registered. */
export async function verifyDummyPassword(password: string): Promise<false> {
  await deriveKey(password, Buffer.alloc(16), HASH_BYTES, { N: 2 ** SCRYPT_LOG_N, r: 8, p: 1 })
  return false
}

async function deriveKey(
  password: string,
  salt: Buffer,
  length: number,
  cost: ScryptOptions,
): Promise<Buffer> {
  return passwordHashing.run(async () => runScrypt(password, salt, length, cost))
}

function runScrypt(password: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Normalized, because the same characters may be encoded differently on another system.
    scrypt(password.normalize('NFKC'), salt, length, { ...cost, maxmem: 128 * 2 ** 20 }, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}

function toUnpaddedBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
