import { chmod, link, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { checkArgument } from '../../../core/check-options.js'
import { type OptionRule, STRING } from '../../../core/option-rule.js'
import { createDirectory } from '../../../core/create-directory.js'
import type { PublicKey, PublicKeys } from '../../http/requests/public-keys.js'

/** The ES256 key that signs access tokens, and the public keys that verify them. */
export interface SigningKeys {
  readonly privateKey: KeyObject
  /** The file of the private key. */
  readonly privateKeyFile: string
  readonly keyId: string
  /** Public keys only. */
  readonly jwks: PublicKeys
}

const FIRST_KEY_FILE = 'identity-es256.pem'
const KEY_FILE_PATTERN = /^identity-es256(-\d{8})?\.pem$/
const ROTATION_DAYS = 90

const DIRECTORY: OptionRule = { ...STRING, description: 'the path of a directory' }

interface StoredKey {
  readonly file: string
  readonly privateKey: KeyObject
  readonly createdAt: number
}

/**
 * Reads the keys in the directory. The newest one signs. The one before it is still published, so that its tokens are
 * accepted until they expire; older ones are deleted. Creates a key on the first start, and when the newest one is older
 * than 90 days. Only the owner of the files can read them.
 */
export async function loadSigningKeys(directory: string, now: Date = new Date()): Promise<SigningKeys> {
  checkArgument('loadSigningKeys', DIRECTORY, directory)
  let stored = await readSigningKeys(directory)
  const newest = stored.at(-1)
  if (newest === undefined || now.getTime() - newest.createdAt > ROTATION_DAYS * 86_400_000) {
    const day = now.toISOString().slice(0, 10).replaceAll('-', '')
    await createSigningKey(
      directory,
      newest === undefined ? FIRST_KEY_FILE : `identity-es256-${day}.pem`,
      now,
    )
    stored = await readSigningKeys(directory)
  }
  for (const { file } of stored.slice(0, -2)) await rm(join(directory, file), { force: true })
  const [current, previous] = stored.slice(-2).toReversed()
  if (current === undefined) throw new Error(`The signing key in ${directory} cannot be read.`)
  const signing = await toJwk(current)
  const others = previous === undefined ? [] : [await toJwk(previous)]
  return {
    privateKey: current.privateKey,
    privateKeyFile: join(directory, current.file),
    keyId: signing.kid,
    jwks: { keys: [signing, ...others] },
  }
}

async function toJwk({ privateKey }: StoredKey): Promise<PublicKey & { readonly kid: string }> {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const jwk = { kty: kty ?? 'EC', ...(crv && x && y ? { crv, x, y } : {}) }
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' }
}

/** The oldest first. */
async function readSigningKeys(directory: string): Promise<readonly StoredKey[]> {
  const names = await readdir(directory).catch(() => [])
  const keys: StoredKey[] = []
  for (const file of names.filter((name) => KEY_FILE_PATTERN.test(name))) {
    const key = await readSigningKey(directory, file)
    if (key !== undefined) keys.push(key)
  }
  return keys.toSorted((a, b) => a.createdAt - b.createdAt || (a.file < b.file ? -1 : 1))
}

async function readSigningKey(directory: string, name: string): Promise<StoredKey | undefined> {
  const file = join(directory, name)
  try {
    const privateKey = createPrivateKey(await readFile(file, 'utf8'))
    await chmod(file, 0o600)
    if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return undefined
    return { file: name, privateKey, createdAt: (await stat(file)).mtimeMs }
  } catch {
    // Without a readable key a new one is created. Users must sign in again, which is better than failing to start.
    return undefined
  }
}

async function createSigningKey(directory: string, name: string, now: Date): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  createDirectory(directory)
  const file = join(directory, name)
  // Complete before it has its name, so that a process that is killed here does not leave a truncated key.
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  await utimes(temporary, now, now)
  try {
    // Fails if another process has created it meanwhile: then both use that one.
    await link(temporary, file)
    await rm(temporary)
  } catch {
    // An unreadable file is replaced; so is any on a file system without hard links.
    if ((await readSigningKey(directory, name)) === undefined) await rename(temporary, file)
    else await rm(temporary, { force: true })
  }
}
