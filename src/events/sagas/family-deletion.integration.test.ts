import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { type FamilyScene, familyScene } from '../../../test/support/family-scene.js'
import { migratedStores } from '../../../test/support/migrated-stores.js'
import { until } from '../../../test/support/until.js'
import type { Stores } from '../../stores/stores.js'
import { startEventing } from '../start-eventing.js'
import { recentSagas } from './saga-records.js'
import type { SagaState } from './saga.js'

const STEPS = ['archive-todos', 'archive-expenses', 'remove-family', 'purge-todos', 'purge-expenses']

beforeAll(buildOnce)

test('a family that is deleted is gone from all three stores, its neighbours are not', async () => {
  await using place = await migratedStores()
  const { stores } = place
  const [doomed, neighbour] = [await familyScene(stores), await familyScene(stores)]
  const before = await neighbour.records()
  await doomed.requestDeletion()
  await using _eventing = await startEventing({ stores, idleMs: 100, onError: console.error })
  await untilState(stores, 'completed')
  expect(await doomed.records()).toEqual({ families: 0, members: 0, todos: [], expenses: [], budgets: [] })
  expect(await neighbour.records()).toEqual(before)
  await until(async () => (await doomed.loggedTypes()).includes('identity.family.deleted'))
  expect((await doomed.loggedTypes()).filter((type) => type === 'identity.user.updated')).toHaveLength(3)
})

test('killed before and after every step, it still ends with everything deleted', async () => {
  await using place = await migratedStores()
  for (const point of STEPS.flatMap((step) => [`${step}:before`, `${step}:after`])) {
    const scene = await familyScene(place.stores)
    await scene.requestDeletion()
    await using victim = start(place.endpoints, point)
    expect([point, await victim.ended]).toEqual([point, 'SIGKILL'])
    await using _successor = start(place.endpoints)
    await untilState(place.stores, 'completed')
    expect([point, await scene.records()]).toEqual([point, EMPTY])
  }
}, 300_000)

test('called off before the pivot, also when killed while it is, everything comes back as it was', async () => {
  await using place = await migratedStores()
  const { stores } = place
  for (const point of [undefined, 'archive-expenses:before', 'archive-todos:after']) {
    const scene = await familyScene(stores)
    const before = await scene.records()
    await refuseFamilyRemoval(stores)
    await scene.requestDeletion()
    if (point !== undefined) {
      await using victim = start(place.endpoints, point)
      await victim.ended
    }
    await using _eventing = start(place.endpoints)
    await untilState(stores, 'compensated')
    expect([point, await scene.records()]).toEqual([point, before])
    await allowFamilyRemoval(stores)
  }
}, 300_000)

const EMPTY: Awaited<ReturnType<FamilyScene['records']>> = {
  families: 0,
  members: 0,
  todos: [],
  expenses: [],
  budgets: [],
}

/** The newest saga's state. */
async function untilState(stores: Stores, state: SagaState): Promise<void> {
  await until(async () => (await recentSagas(stores.postgres.pool, 1))[0]?.state === state, 30_000)
}

async function refuseFamilyRemoval(stores: Stores): Promise<void> {
  await stores.postgres.pool.query(`
    CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
    CREATE TRIGGER refuse_removal BEFORE DELETE ON families FOR EACH ROW EXECUTE FUNCTION refuse_removal()`)
}

async function allowFamilyRemoval(stores: Stores): Promise<void> {
  await stores.postgres.pool.query('DROP FUNCTION refuse_removal() CASCADE')
}

interface Running extends AsyncDisposable {
  readonly ended: Promise<string>
}

function start(endpoints: unknown, killAt?: string): Running {
  const program = fileURLToPath(new URL('../../../test/programs/eventing-until-killed.js', import.meta.url))
  const args = [program, JSON.stringify(endpoints), ...(killAt === undefined ? [] : [killAt])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code))
  return {
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
