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

/** The ES256 key that access tokens are signed with, and what others verify them by. */
export interface SigningKeys {
  readonly privateKey: KeyObject
  readonly keyId: string
  /** Public parts only. */
  readonly jwks: JSONWebKeySet
}

const SIGNING_KEY_FILE = 'identity-es256.pem'

/** Reads the key from the folder, or makes one there on the first start. Only the owner of the files may read it. */
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
    // No file, or not a key: sessions are lost then, which a new sign-in mends; not starting would be worse.
    return undefined
  }
}

async function createSigningKey(directory: string, file: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await mkdir(directory, { recursive: true })
  // Renamed into place, so that a start that is killed here leaves no half a key.
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  await rename(temporary, file)
  return privateKey
}
