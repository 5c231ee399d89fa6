import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** The parameters of scrypt. It needs 128 · 2^logN · r bytes; `p` multiplies the time only. */
export interface ScryptCost {
  readonly logN: number
  readonly r: number
  readonly p: number
}

/** The minimum that OWASP recommends (Password Storage Cheat Sheet): 128 MiB and about 0.4 s. */
export const OWASP_SCRYPT_COST: ScryptCost = { logN: 17, r: 8, p: 1 }

/** For data that is thrown away, as in tests: 2 ms. */
export const FAST_SCRYPT_COST: ScryptCost = { logN: 10, r: 8, p: 1 }

export interface ScryptHash {
  readonly cost: ScryptCost
  readonly salt: Buffer
  readonly key: Buffer
}

const SALT_BYTES = 16
const KEY_BYTES = 32
const MAX_MEMORY = 160 * 2 ** 20
const PHC_PATTERN =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,88})\$([A-Za-z0-9+/]{22,172})$/

/** Hashes a password with a new random salt to a PHC string, `$scrypt$ln=17,r=8,p=1$salt$key`, off the event loop. */
export async function createScryptHash(password: string, cost: ScryptCost): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await deriveKey(password, salt, KEY_BYTES, cost)
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${toUnpaddedBase64(salt)}$${toUnpaddedBase64(key)}`
}

/** The parts of a PHC string; undefined if it is not scrypt, or requires more than 128 MiB or four times OWASP's time. */
export function parseScryptHash(phc: string): ScryptHash | undefined {
  const [, logN, r, p, salt, key] = PHC_PATTERN.exec(phc) ?? []
  if (salt === undefined || key === undefined) return undefined
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) }
  const isValid = cost.logN >= 1 && cost.r >= 1 && cost.p >= 1
  if (!isValid || getMemory(cost) > getMemory(OWASP_SCRYPT_COST)) return undefined
  if (getWork(cost) > 4 * getWork(OWASP_SCRYPT_COST)) return undefined
  return { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
}

/** Whether it is the hash of this password. */
export async function matchesScryptHash(password: string, { cost, salt, key }: ScryptHash): Promise<boolean> {
  return timingSafeEqual(await deriveKey(password, salt, key.length, cost), key)
}

/** Whether a hash of this cost is faster to guess, or with less memory, than one of the other cost. */
export function isWeakerCost(cost: ScryptCost, other: ScryptCost): boolean {
  return getMemory(cost) < getMemory(other) || getWork(cost) < getWork(other)
}

function getMemory({ logN, r }: ScryptCost): number {
  return 2 ** logN * r
}

function getWork(cost: ScryptCost): number {
  return getMemory(cost) * cost.p
}

function deriveKey(
  password: string,
  salt: Buffer,
  length: number,
  { logN, r, p }: ScryptCost,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Normalized, because the same characters may be encoded differently on another system.
    const options = { N: 2 ** logN, r, p, maxmem: MAX_MEMORY }
    scrypt(password.normalize('NFKC'), salt, length, options, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}

function toUnpaddedBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
