import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIFE_CYCLE_EVENTS, type LifeCycleEvent, runLifeCycle } from '../../test/support/life-cycle.js'

const event: fc.Arbitrary<LifeCycleEvent> = fc.tuple(
  fc.constantFrom(0 as const, 1 as const),
  fc.oneof({ arbitrary: fc.constant('up' as const), weight: 4 }, fc.constantFrom(...LIFE_CYCLE_EVENTS)),
)
const RUNS = Number(process.env['HOMEMANAGER_LIFE_CYCLE_RUNS'] ?? 100)
/** Printed, so that a failure can be repeated. */
const SEED = Number(process.env['HOMEMANAGER_LIFE_CYCLE_SEED'] ?? Date.now() % 2 ** 31)

test.skipIf(process.platform !== 'linux')(
  `${RUNS} random sequences: ls knows every running engine, and no data of another project changes`,
  async () => {
    console.log('HOMEMANAGER_LIFE_CYCLE_SEED', SEED)
    const property = fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 8 }), runLifeCycle)
    await expect(
      fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true }),
    ).resolves.toBeUndefined()
  },
  RUNS * 120_000,
)
