import { expect, test } from 'vitest'
import { runSignInRace, SIGN_IN_RACES } from '../../../test/support/sign-in-races.js'
import { startTestServices } from '../../../test/support/test-services.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 100)

test.each(SIGN_IN_RACES)('100 rounds, and no token survives its revocation: %s', async (_name, race) => {
  await using under = await startTestServices()
  expect(await runSignInRace(under.gateway, race, ROUNDS)).toEqual([])
})
