import { isDeepStrictEqual } from 'node:util'
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

/** Every step of the deletion of a family, before and after, with every engine. */
export const KILL_POINTS: readonly KillPoint[] = STEPS.flatMap((step) =>
  (['before', 'after'] as const).flatMap((when) => STORE_NAMES.map((engine) => ({ step, when, engine }))),
)

/** Deletes a family per point, kills the engine there, brings it back; gives what was neither deleted nor restored. */
export async function runSagaWithKills(points: readonly KillPoint[]): Promise<readonly unknown[]> {
  await using stack = await startKillableStack()
  await using stores = openStores(stack.endpoints)
  // Only the saga is under test here; the services would run it too.
  await stack.kill('services')
  const problems: unknown[] = []
  for (const point of points) {
    const scene = await createTestFamily(stores)
    const before = await scene.readRecords()
    await scene.requestDeletion()
    let back: Promise<void> | undefined
    {
      await using _eventing = await startEventProcessing({
        stores,
        idleMs: 100,
        sagaOptions: {
          baseMs: 20,
          async onStep(saga, step, when) {
            if (back !== undefined || saga.subject !== scene.familyId) return
            if (step !== point.step || when !== point.when) return
            back = stack.kill(point.engine).then(() => stack.restart(point.engine))
            // The step must find the engine gone.
            await Promise.race([back, new Promise((resolve) => setTimeout(resolve, 50))])
          },
        },
      })
      await waitUntil(async () => hasSagaEnded(stores, scene.familyId), 60_000)
    }
    await back
    const after = await scene.readRecords()
    const state = (await listRecentSagas(stores.postgres.pool, 1))[0]?.state
    const deleted = after.families + after.members === 0 && after.todos.length === 0
    const allDeleted = deleted && after.expenses.length === 0 && after.budgets.length === 0
    const fine =
      state === 'completed' ? allDeleted : state === 'compensated' && isDeepStrictEqual(after, before)
    if (back === undefined || !fine) problems.push({ point, state, killed: back !== undefined })
  }
  return problems
}

async function hasSagaEnded(stores: Stores, familyId: string): Promise<boolean> {
  try {
    const [saga] = await listRecentSagas(stores.postgres.pool, 1)
    return saga?.subject === familyId && ['completed', 'compensated', 'failed'].includes(saga.state)
  } catch {
    // PostgreSQL is away.
    return false
  }
}
