import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { type TestFamily, createTestFamily } from '../../../test/support/test-family.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { chooseRounds } from '../../../test/support/choose-rounds.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { Stores } from '../../stores/stores.js'
import { composeEventProcessing } from '../../app/events/compose-event-processing.js'
import { startEventProcessing } from '../start-event-processing.js'
import { listRecentSagas } from './saga-records.js'
import type { SagaState } from './saga.js'

const SAGA_STEPS = ['archive-todos', 'archive-expenses', 'remove-family', 'purge-todos', 'purge-expenses']
const KILL_POINTS = SAGA_STEPS.flatMap((step) => [`${step}:before`, `${step}:after`])

beforeAll(buildOnce)

test('a family that is deleted is gone from all three stores, its neighbours are not', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  const [doomed, neighbour] = [await createTestFamily(stores), await createTestFamily(stores)]
  const before = await neighbour.readRecords()
  await doomed.requestDeletion()
  await using _eventing = await processEvents(stores)
  await waitForSagaState(stores, 'completed')
  expect(await doomed.readRecords()).toEqual({
    families: 0,
    members: 0,
    todos: [],
    expenses: [],
    budgets: [],
  })
  expect(await neighbour.readRecords()).toEqual(before)
  await waitUntil(async () => (await doomed.listLoggedEventTypes()).includes('identity.family.deleted'))
  expect(
    (await doomed.listLoggedEventTypes()).filter((type) => type === 'identity.user.updated'),
  ).toHaveLength(3)
})

test('killed before or after a step, it still ends with everything deleted', async () => {
  await using location = await createMigratedStores()
  for (const point of chooseRounds(KILL_POINTS, ['remove-family:after'])) {
    const scene = await createTestFamily(location.stores)
    await scene.requestDeletion()
    await using victim = startEventProcess(location.endpoints, point)
    expect([point, await victim.exited]).toEqual([point, 'SIGKILL'])
    await using _successor = await processEvents(location.stores)
    await waitForSagaState(location.stores, 'completed')
    expect([point, await scene.readRecords()]).toEqual([point, NO_RECORDS])
  }
}, 300_000)

test('cancelled before the pivot, and killed while it compensates, the saga restores everything', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  for (const point of chooseRounds(
    [undefined, 'archive-expenses:before', 'archive-todos:after'],
    ['archive-todos:after'],
  )) {
    const scene = await createTestFamily(stores)
    const before = await scene.readRecords()
    await blockFamilyRemoval(stores)
    await scene.requestDeletion()
    if (point !== undefined) {
      await using victim = startEventProcess(location.endpoints, point)
      await victim.exited
    }
    await using _successor = await processEvents(stores)
    await waitForSagaState(stores, 'compensated')
    expect(await readReasons(stores)).toEqual({ saga: REASON, 'remove-family': REASON })
    expect([point, await scene.readRecords()]).toEqual([point, before])
    await allowFamilyRemoval(stores)
  }
}, 300_000)

const REASON = expect.stringContaining('not today')

/** The errors of the newest saga and of its steps. */
async function readReasons(stores: Stores): Promise<Readonly<Record<string, string | undefined>>> {
  const [saga] = await listRecentSagas(stores.postgres.pool, 1)
  const steps = saga?.steps.filter(({ error }) => error !== undefined) ?? []
  return { saga: saga?.error, ...Object.fromEntries(steps.map(({ name, error }) => [name, error])) }
}

const NO_RECORDS: Awaited<ReturnType<TestFamily['readRecords']>> = {
  families: 0,
  members: 0,
  todos: [],
  expenses: [],
  budgets: [],
}

async function processEvents(stores: Stores): Promise<AsyncDisposable> {
  return startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    idleMs: 100,
    sagaOptions: { baseMs: 20 },
    onError: console.error,
  })
}

/** The newest saga's state. */
async function waitForSagaState(stores: Stores, state: SagaState): Promise<void> {
  await waitUntil(async () => (await listRecentSagas(stores.postgres.pool, 1))[0]?.state === state)
}

async function blockFamilyRemoval(stores: Stores): Promise<void> {
  await stores.postgres.pool.query(`
    CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
    CREATE TRIGGER refuse_removal BEFORE DELETE ON families FOR EACH ROW EXECUTE FUNCTION refuse_removal()`)
}

async function allowFamilyRemoval(stores: Stores): Promise<void> {
  await stores.postgres.pool.query('DROP FUNCTION refuse_removal() CASCADE')
}

interface KillableProcess extends AsyncDisposable {
  readonly exited: Promise<string>
}

/** A process that is killed at a point of a saga, such as `archive-todos:after`. */
function startEventProcess(endpoints: unknown, killAt: string): KillableProcess {
  const program = fileURLToPath(
    new URL('../../../test/programs/process-events-until-killed.js', import.meta.url),
  )
  const args = [program, JSON.stringify(endpoints), killAt]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code))
  return {
    exited: ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
