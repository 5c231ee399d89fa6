import { expect, test } from 'vitest'
import { fuzzRoutes } from '../../test/support/fuzz/fuzz-routes.js'
import { victimFamily } from '../../test/support/victim-family.js'
import { runningServices } from '../../test/support/running-services.js'

test(
  'no request makes a fault, and every answer is what the document says',
  { timeout: 120_000 },
  async () => {
    await using under = await runningServices()
    const victim = await victimFamily(under.gateway)
    const before = await victim.everything()
    const { sent, byStatus } = await fuzzRoutes({ gateway: under.gateway, requests: 1500, seed: 20_241_003 })
    expect(sent).toBeGreaterThanOrEqual(1500)
    // Enough of it must get through to be worth anything.
    expect((byStatus[200] ?? 0) + (byStatus[201] ?? 0) + (byStatus[204] ?? 0)).toBeGreaterThan(200)
    expect(await victim.everything()).toEqual(before)
  },
)
