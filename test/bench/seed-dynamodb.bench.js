import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { createDataStores } from '../../dist/stores/create-data-stores.js'
import {
  getAllRecords,
  createPlainClient,
  createFreshDataset,
  load,
  rate,
  countRows,
  stage,
  timed,
} from './seed-stage.js'
import { inTurns, median } from './time-command.js'

const FAMILIES = 200
const IN_FLIGHT = [1, 2, 4, 8, 16, 32]

export const benchmarks = [
  { name: 'seed dynamodb against the best plain SDK loop', atLeast: 1, run: againstSdk },
]

/** Writes the same items to the same table repeatedly and removes them after each round. First finds the best plain loop. */
async function againstSdk() {
  const { stores } = await stage()
  const dataset = await createFreshDataset(FAMILIES)
  const items = getAllRecords(dataset, 'dynamodb', 'todos')
  const runPlain = (concurrency) =>
    measureFirstLoad(stores, dataset, () => writeWithPlainSdk(stores.dynamodb, items, concurrency))
  const tried = new Map(IN_FLIGHT.map((concurrency) => [concurrency, []]))
  for (let round = 0; round < 3; round++) {
    for (const [concurrency, times] of tried) times.push(await runPlain(concurrency))
  }
  const medians = [...tried].map(([concurrency, times]) => ({ concurrency, took: median(times) }))
  const best = medians.reduce((a, b) => (b.took < a.took ? b : a))
  const { ours, theirs, ratio } = await inTurns(
    7,
    () => measureFirstLoad(stores, dataset, (data) => load(data.dynamodb, dataset)),
    () => runPlain(best.concurrency),
  )
  const rows = await countRows(dataset, 'dynamodb')
  return {
    ratio: 1 / ratio,
    figures: {
      'plain SDK loops, by concurrent requests': medians
        .map(({ concurrency, took }) => `${concurrency}: ${rate(rows, took)}`)
        .join(', '),
      'seed, generated on demand': rate(rows, ours),
      [`the best plain loop, ${best.concurrency} concurrent requests`]: rate(rows, theirs),
    },
  }
}

/** Measures as in a first seeding: no state about the engine, and an empty table. */
async function measureFirstLoad(stores, dataset, run) {
  const data = createDataStores(stores)
  const took = await run(data)
  await data.dynamodb.removeFamilies(
    Array.from({ length: dataset.families }, (_, f) => ({
      id: dataset.getFamilyId(f),
      userIds: dataset.getRecords('postgres', f).users.map(({ id }) => id),
    })),
  )
  return took
}

async function writeWithPlainSdk(store, items, concurrency) {
  const client = createPlainClient(store)
  const { table } = store
  const puts = items.map((item) => ({ PutRequest: { Item: marshall(item) } }))
  let next = 0
  const worker = async () => {
    while (next < puts.length) {
      let left = puts.slice(next, (next += 25))
      while (left.length > 0) {
        const done = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }))
        left = done.UnprocessedItems?.[table] ?? []
      }
    }
  }
  return timed(() => Promise.all(Array.from({ length: concurrency }, worker)))
}
