import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto'
import { join } from 'node:path'
import { calculateJwkThumbprint, type JSONWebKeySet } from 'jose'

/** The ES256 key that signs access tokens, and the public keys that verify them. */
export interface SigningKeys {
  readonly privateKey: KeyObject
  readonly keyId: string
  /** Public keys only. */
  readonly jwks: JSONWebKeySet
}

const SIGNING_KEY_FILE = 'identity-es256.pem'

/** Reads the key from the directory, or creates it on the first start. Only the owner of the file can read it. */
export async function loadSigningKeys(directory: string): Promise<SigningKeys> {
  const file = join(directory, SIGNING_KEY_FILE)
  const privateKey = (await readSigningKey(file)) ?? (await createSigningKey(directory, file))
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const jwk = { kty: kty ?? 'EC', ...(crv && x && y ? { crv, x, y } : {}) }
  const keyId = await calculateJwkThumbprint(jwk)
  return { privateKey, keyId, jwks: { keys: [{ ...jwk, kid: keyId, alg: 'ES256', use: 'sig' }] } }
}

async function readSigningKey(file: string): Promise<KeyObject | undefined> {
  try {
    const key = createPrivateKey(await readFile(file, 'utf8'))
    await chmod(file, 0o600)
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined
  } catch {
    // Without a readable key a new one is created. Users must sign in again, which is better than failing to start.
    return undefined
  }
}

async function createSigningKey(directory: string, file: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await mkdir(directory, { recursive: true })
  // Renamed into place, so that a process that is killed here does not leave a truncated key.
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  await rename(temporary, file)
  return privateKey
}
