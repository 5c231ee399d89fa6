import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BUNDLED_GENERATORS } from '../../dist/dataset/generator/registry.js'
import { BUNDLED_ENTITIES } from '../../dist/domain/entities/registry.js'
import { createStack } from '../../dist/project/stack/create-stack.js'
import { readProfile } from '../../dist/dataset/profiles/read-profile.js'
import { serializeProfile } from '../../dist/dataset/profiles/stored-profile.js'
import { loadDataset } from '../../dist/dataset/seeding/load-dataset.js'
import { createDataStores } from '../../dist/stores/create-data-stores.js'
import { createDataset } from '../../dist/dataset/generator/create-dataset.js'
import { getBenchStack } from './bench-stack.js'
import { measureMs } from './measure-ms.js'

let seed = 1000

/** Creates a different dataset each time, so that none of its records exist yet. */
export async function createNewDataset(families) {
  return createDataset(BUNDLED_GENERATORS, await readProfile('load'), seed++, families)
}

/** The stack that the benchmarks of a run share. Records loaded by benchmarks remain in it. */
export async function openSharedStack() {
  return toBenchStores(await getBenchStack())
}

/** Runs a function with a new, empty stack, for benchmarks that read all records. */
export async function withFreshStack(run) {
  const stack = await createStack({ ephemeral: true, services: 'none', provider: 'embedded' })
  try {
    return await run(await toBenchStores(stack))
  } finally {
    await stack.stop()
  }
}

async function toBenchStores(stack) {
  const { stores, status } = stack
  return {
    stores,
    data: await createDataStores(stores, BUNDLED_ENTITIES),
    url: status.stores.postgres.url,
    env: stack.env(),
  }
}

/** Measures loading a dataset into one store as `seed` does: generated while loading, with checkpoints. */
export async function measureLoad(store, dataset) {
  const checkpoint = {
    world: `bench.${dataset.seed}`,
    profile: 'load',
    content: serializeProfile(dataset.profile),
    seed: dataset.seed,
    generator: 1,
    done: 0,
    families: dataset.families,
  }
  await store.writeCheckpoint(checkpoint)
  return measureMs(() => loadDataset(store, dataset, checkpoint))
}

export function listRecords(dataset, store, kind) {
  return Array.from({ length: dataset.families }, (_, f) => dataset.getRecords(store, f)[kind] ?? []).flat()
}

export async function countRecords(dataset, store) {
  let records = 0
  for (let f = 0; f < dataset.families; f++) {
    for (const list of Object.values(dataset.getRecords(store, f))) records += list.length
  }
  return records
}

/** Formats a rate, given a number of records and milliseconds. */
export const formatRate = (records, duration) =>
  `${Math.round((records / duration) * 1000).toLocaleString('en-US')} records/s`

/** A client of the AWS SDK with default settings. */
export function createBareClient({ endpoint: { endpoint, region, accessKeyId, secretAccessKey } }) {
  return new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } })
}
