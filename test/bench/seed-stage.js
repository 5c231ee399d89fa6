import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createStack } from '../../dist/index.js'
import { readProfile } from '../../dist/dataset/profiles/read-profile.js'
import { serializeProfile } from '../../dist/dataset/profiles/stored-profile.js'
import { loadDataset } from '../../dist/dataset/seeding/load-dataset.js'
import { createDataStores } from '../../dist/stores/create-data-stores.js'
import { createDataset } from '../../dist/dataset/generator/create-dataset.js'
import { benchStack } from './bench-stack.js'

// Shared by the benchmarks of seeding.

let seed = 1000

/** A different dataset on each call, so that none of its records exist yet. */
export async function createFreshDataset(families) {
  return createDataset(await readProfile('load'), seed++, families)
}

/** The stack that all benchmarks of a run share. Records loaded by plain clients stay in it. */
export async function stage() {
  return openStage(await benchStack())
}

/** A new, empty stack for benchmarks that read all records. */
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
  return { stores, data: createDataStores(stores), url: status.stores.postgres.url, env: stack.env() }
}

/** Loads a dataset into one store as `seed` does: generated on demand, with checkpoints. */
export async function load(store, dataset) {
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
  return timed(() => loadDataset(store, dataset, checkpoint))
}

export async function timed(work) {
  const since = performance.now()
  await work()
  return performance.now() - since
}

export function getAllRecords(dataset, store, entity) {
  return Array.from({ length: dataset.families }, (_, f) => dataset.getRecords(store, f)[entity] ?? []).flat()
}

export async function countRows(dataset, store) {
  let rows = 0
  for (let f = 0; f < dataset.families; f++) {
    for (const list of Object.values(dataset.getRecords(store, f))) rows += list.length
  }
  return rows
}

/** Formats a rate for the report. */
export const rate = (records, took) =>
  `${Math.round((records / took) * 1000).toLocaleString('en-US')} records/s`

/** The AWS SDK with its defaults. */
export function createPlainClient({ endpoint: { endpoint, region, accessKeyId, secretAccessKey } }) {
  return new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } })
}
