import { expect, test } from 'vitest'
import { chooseRounds } from '../../../test/support/choose-rounds.js'
import { fuzzRoutes } from '../../../test/support/fuzz/fuzz-routes.js'
import { createVictimFamily } from '../../../test/support/victim-family.js'
import { startTestServices } from '../../../test/support/test-services.js'

test('no request makes a fault, and every answer is what the document says', async () => {
  const [requests = 0] = chooseRounds([1500], [300])
  await using under = await startTestServices()
  const victim = await createVictimFamily(under.gateway)
  const before = await victim.readAll()
  const { sent, byStatus } = await fuzzRoutes({ gateway: under.gateway, requests, seed: 20_241_003 })
  expect(sent).toBeGreaterThanOrEqual(requests)
  // Enough of it must get through to be worth anything.
  expect((byStatus[200] ?? 0) + (byStatus[201] ?? 0) + (byStatus[204] ?? 0)).toBeGreaterThan(requests / 8)
  expect(await victim.readAll()).toEqual(before)
})
