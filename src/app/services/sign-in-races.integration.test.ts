import { afterAll, beforeAll, expect, test } from 'vitest'
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
