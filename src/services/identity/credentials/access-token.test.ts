import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { createTokenVerifier } from '../../http/requests/token-verifier.js'
import { signAccessToken } from './access-token.js'
import { loadSigningKeys, type SigningKeys } from './signing-keys.js'

const USER = { id: 'user', family_id: 'family', role: 'owner', membership_version: 1 } as const
const DAY_MS = 86_400_000

async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'homemanager-keys-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function sign(keys: SigningKeys, typ: string, claims: JWTPayload): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const all = { iss: 'homemanager', aud: 'homemanager', sub: 'user', iat: now, exp: now + 900, jti: 'x' }
  return new SignJWT({ ...all, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: keys.keyId, typ })
    .sign(keys.privateKey)
}

test('an access token has a type of its own, and no other JWT of the issuer is accepted', async () => {
  const keys = await loadSigningKeys(await createDirectory())
  const verify = createTokenVerifier(keys.jwks)
  const token = await signAccessToken(USER, keys, new Date())
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', kid: keys.keyId, typ: 'at+jwt' })
  expect(await verify(token)).toMatchObject({ userId: 'user', familyId: 'family', role: 'owner' })
  await expect(verify(await sign(keys, 'JWT', {}))).rejects.toMatchObject({ status: 401 })
})

test('the lifetime of a token is limited, and it is not from the future', async () => {
  const keys = await loadSigningKeys(await createDirectory())
  const verify = createTokenVerifier(keys.jwks)
  const now = Math.floor(Date.now() / 1000)
  expect(await verify(await sign(keys, 'at+jwt', {}))).toMatchObject({ userId: 'user' })
  expect(await verify(await sign(keys, 'at+jwt', { iat: now + 110 }))).toMatchObject({ userId: 'user' })
  for (const claims of [
    { exp: now + 7200 },
    { iat: now - 86_400 },
    { iat: now + 600, exp: now + 900 },
    { exp: now - 1 },
  ]) {
    const token = await sign(keys, 'at+jwt', claims)
    await expect(verify(token)).rejects.toMatchObject({ status: 401 })
  }
})

test('keys are rotated, and tokens of the previous key are accepted', async () => {
  const directory = await createDirectory()
  const now = Date.now()
  const first = await loadSigningKeys(directory, new Date(now - 200 * DAY_MS))
  expect((await loadSigningKeys(directory, new Date(now - 111 * DAY_MS))).keyId).toBe(first.keyId)
  const second = await loadSigningKeys(directory, new Date(now - 100 * DAY_MS))
  expect(second.jwks.keys.map(({ kid }) => kid)).toEqual([second.keyId, first.keyId])
  expect(second.keyId).not.toBe(first.keyId)
  const token = await signAccessToken(USER, first, new Date())
  expect(await createTokenVerifier(second.jwks)(token)).toMatchObject({ userId: 'user' })
  const third = await loadSigningKeys(directory, new Date(now))
  expect(third.jwks.keys.map(({ kid }) => kid)).toEqual([third.keyId, second.keyId])
  await expect(createTokenVerifier(third.jwks)(token)).rejects.toMatchObject({ status: 401 })
  expect(await readdir(directory)).toHaveLength(2)
})

test('processes that start at the same time use one key, and an unreadable key is replaced', async () => {
  const directory = await createDirectory()
  const loaded = await Promise.all(Array.from({ length: 8 }, async () => loadSigningKeys(directory)))
  expect(new Set(loaded.map(({ keyId }) => keyId)).size).toBe(1)
  const file = join(directory, 'identity-es256.pem')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await writeFile(file, 'not a key')
  await utimes(file, new Date(), new Date())
  const replaced = await loadSigningKeys(directory)
  expect(replaced.keyId).not.toBe(loaded[0]?.keyId)
  expect(await readdir(directory)).toEqual(['identity-es256.pem'])
})
