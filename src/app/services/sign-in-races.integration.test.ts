import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiCaller, createTestUser, TEST_USER_PASSWORD } from '../../../test/support/api-caller.js'
import { createScryptHash, FAST_SCRYPT_COST } from '../../core/scrypt-hash.js'
import { runSignInRace, SIGN_IN_RACES } from '../../../test/support/sign-in-races.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'

let under: TestServices
beforeAll(async () => {
  under = await startTestServices()
})
afterAll(async () => under[Symbol.asyncDispose]())

test.each(SIGN_IN_RACES)('no token survives its revocation: %s', async (_name, race) => {
  expect(await runSignInRace(under.gateway, race, 4)).toEqual([])
})

test('signing in replaces a hash with weaker parameters, and nothing else of the user', async () => {
  const user = await createTestUser(under.gateway)
  const { pool } = under.stores.postgres
  const weak = await createScryptHash(TEST_USER_PASSWORD, { ...FAST_SCRYPT_COST, logN: 4 })
  await pool.query('UPDATE users SET password_hash = $2 WHERE id = $1', [user.id, weak])
  const read = async (): Promise<Record<string, unknown> | undefined> =>
    (await pool.query('SELECT * FROM users WHERE id = $1', [user.id])).rows[0]
  const before = await read()
  const signIn = async (password: string): Promise<number> => {
    const body = { email: user.email, password }
    return (await createApiCaller(under.gateway)('POST', '/identity/v1/sessions', body)).status
  }
  expect(await signIn('wrong password')).toBe(401)
  expect(await read()).toEqual(before)
  expect(await Promise.all([signIn(TEST_USER_PASSWORD), signIn(TEST_USER_PASSWORD)])).toEqual([201, 201])
  const { password_hash: hash, ...others } = (await read()) ?? {}
  expect(hash).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$/)
  expect({ ...others, password_hash: weak }).toEqual(before)
  expect(await signIn(TEST_USER_PASSWORD)).toBe(201)
})
