import { isDeepStrictEqual } from 'node:util'
import { composeEventProcessing } from '../../src/app/events/compose-event-processing.js'
import { startEventProcessing } from '../../src/events/start-event-processing.js'
import { listRecentSagas } from '../../src/events/sagas/saga-records.js'
import { STORE_NAMES, type StoreName } from '../../src/core/store-name.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { createTestFamily } from './test-family.js'
import { startKillableStack } from './killable-stack.js'
import { waitUntil } from './wait-until.js'

export interface KillPoint {
  readonly step: string
  readonly when: 'before' | 'after'
  readonly engine: StoreName
}

const STEPS = ['archive-todos', 'archive-expenses', 'remove-family', 'purge-todos', 'purge-expenses']

/** Before and after every step of a family deletion, with every engine. */
export const KILL_POINTS: readonly KillPoint[] = STEPS.flatMap((step) =>
  (['before', 'after'] as const).flatMap((when) => STORE_NAMES.map((engine) => ({ step, when, engine }))),
)

/**
 * Deletes a family per kill point, killing and restarting the engine there. Resolves to the kill points after which the
 * family was neither deleted nor restored completely.
 */
export async function runSagaWithKills(points: readonly KillPoint[]): Promise<readonly unknown[]> {
  await using stack = await startKillableStack()
  await using stores = await openStores(stack.endpoints)
  // The services would run the saga too.
  await stack.kill('services')
  const problems: unknown[] = []
  for (const point of points) {
    const family = await createTestFamily(stores)
    const before = await family.readRecords()
    await family.requestDeletion()
    let restarted: Promise<void> | undefined
    {
      await using _events = await startEventProcessing({
        stores,
        ...composeEventProcessing(stores),
        idleMs: 100,
        sagaOptions: {
          baseMs: 20,
          async onStep(saga, step, when) {
            if (restarted !== undefined || saga.subject !== family.familyId) return
            if (step !== point.step || when !== point.when) return
            restarted = stack.kill(point.engine).then(() => stack.restart(point.engine))
            // Wait until the engine is down before the step continues.
            await Promise.race([restarted, new Promise((resolve) => setTimeout(resolve, 50))])
          },
        },
      })
      await waitUntil(async () => hasSagaEnded(stores, family.familyId), 60_000)
    }
    await restarted
    const after = await family.readRecords()
    const state = (await listRecentSagas(stores.postgres.pool, 1))[0]?.state
    const deleted = after.families + after.members === 0 && after.todos.length === 0
    const allDeleted = deleted && after.expenses.length === 0 && after.budgets.length === 0
    const consistent =
      state === 'completed' ? allDeleted : state === 'compensated' && isDeepStrictEqual(after, before)
    if (restarted === undefined || !consistent)
      problems.push({ point, state, killed: restarted !== undefined })
  }
  return problems
}

async function hasSagaEnded(stores: Stores, familyId: string): Promise<boolean> {
  try {
    const [saga] = await listRecentSagas(stores.postgres.pool, 1)
    return saga?.subject === familyId && ['completed', 'compensated', 'failed'].includes(saga.state)
  } catch {
    // PostgreSQL is down.
    return false
  }
}
