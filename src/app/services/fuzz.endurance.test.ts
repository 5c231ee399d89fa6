import { expect, test } from 'vitest'
import { fuzzRoutes } from '../../../test/support/fuzz/fuzz-routes.js'
import { createVictimFamily } from '../../../test/support/victim-family.js'
import { startTestServices } from '../../../test/support/test-services.js'

const REQUESTS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 20_000)

test('twenty thousand requests make no fault', { timeout: 3_600_000 }, async () => {
  await using under = await startTestServices()
  const victim = await createVictimFamily(under.gateway)
  const before = await victim.readAll()
  const seed = Date.now() % 2 ** 31
  const { sent, byStatus } = await fuzzRoutes({ gateway: under.gateway, requests: REQUESTS, seed })
  process.stderr.write(`${sent} requests with seed ${seed}: ${JSON.stringify(byStatus)}\n`)
  expect(await victim.readAll()).toEqual(before)
})
