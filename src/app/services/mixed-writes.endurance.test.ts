import { expect, test } from 'vitest'
import { startFailoverStack } from '../../../test/support/failover-stack.js'
import { runMixedWrites } from '../../../test/support/run-mixed-writes.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 20)

test(
  '500 writes to all services per round, 20 rounds with a kill each: nothing is lost or doubled',
  {
    timeout: 7_200_000,
  },
  async () => expect(await runMixedWrites({ rounds: ROUNDS, writes: 500 })).toEqual([]),
)

test(
  'PostgreSQL fails over to a synchronous replica during 500 writes: nothing is lost or doubled',
  { timeout: 1_800_000 },
  async () =>
    expect(
      await runMixedWrites({
        rounds: 1,
        writes: 500,
        startStack: startFailoverStack,
        components: ['postgres'],
      }),
    ).toEqual([]),
)
