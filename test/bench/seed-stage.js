import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createStack } from '../../dist/index.js'
import { readProfile } from '../../dist/dataset/profiles/read-profile.js'
import { loadWorld } from '../../dist/dataset/seeding/load-dataset.js'
import { dataStoresOf } from '../../dist/stores/create-data-stores.js'
import { createWorld } from '../../dist/dataset/generator/create-dataset.js'
import { benchStack } from './bench-stack.js'

// What the benchmarks of seeding share.

let seed = 1000

/** Another world each time, so that nothing is there already. */
export async function freshWorld(families) {
  return createWorld(await readProfile('load'), seed++, families)
}

/** The stack that the benchmarks of a run share. What is loaded by bare clients stays in it. */
export async function stage() {
  return openStage(await benchStack())
}

/** A stack of its own, with nothing in it, for what reads everything. */
export async function inFreshStage(run) {
  const stack = await createStack({ ephemeral: true, services: 'none', provider: 'embedded' })
  try {
    return await run(openStage(stack))
  } finally {
    await stack.stop()
  }
}

function openStage(stack) {
  const { stores, status } = stack
  return { stores, data: dataStoresOf(stores), url: status.stores.postgres.url, env: stack.env() }
}

/** Loads a world into one store as `seed` does: made on the way, with its checkpoints. */
export async function load(store, world) {
  const mark = {
    world: `bench.${world.seed}`,
    profile: 'load',
    content: JSON.stringify(world.profile),
    seed: world.seed,
    generator: 1,
    done: 0,
    families: world.families,
  }
  await store.putMark(mark)
  return timed(() => loadWorld(store, world, mark))
}

export async function timed(work) {
  const since = performance.now()
  await work()
  return performance.now() - since
}

export function allOf(world, store, kind) {
  return Array.from({ length: world.families }, (_, f) => world.recordsOf(store, f)[kind] ?? []).flat()
}

export async function rowsOf(world, store) {
  let rows = 0
  for (let f = 0; f < world.families; f++) {
    for (const list of Object.values(world.recordsOf(store, f))) rows += list.length
  }
  return rows
}

/** As people read it. */
export const rate = (records, took) =>
  `${Math.round((records / took) * 1000).toLocaleString('en-US')} records/s`

/** The AWS SDK as it comes. */
export function bareClient({ endpoint: { endpoint, region, accessKeyId, secretAccessKey } }) {
  return new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } })
}
