import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { BUNDLED_ENTITIES } from '../../dist/domain/entities/registry.js'
import { createDataStores } from '../../dist/stores/create-data-stores.js'
import { measureMs } from './measure-ms.js'
import {
  countRecords,
  createBareClient,
  createNewDataset,
  formatRate,
  listRecords,
  measureLoad,
  openSharedStack,
} from './seed-bench-stack.js'
import { compareDurations, median } from './time-command.js'

const FAMILIES = 200
const CONCURRENCY_LEVELS = [1, 2, 4, 8, 16, 32]

export const benchmarks = [
  { name: 'seed dynamodb against the best bare SDK loop', atLeast: 1, run: compareWithSdk },
]

/** Writes the same items repeatedly, deleting them in between. First finds the best concurrency of the SDK. */
async function compareWithSdk() {
  const { stores } = await openSharedStack()
  const dataset = await createNewDataset(FAMILIES)
  const items = listRecords(dataset, 'dynamodb', 'todos')
  const bare = (concurrency) =>
    measureAndClean(stores, dataset, () => measureBareSdk(stores.dynamodb, items, concurrency))
  const tried = new Map(CONCURRENCY_LEVELS.map((concurrency) => [concurrency, []]))
  for (let round = 0; round < 3; round++) {
    for (const [concurrency, times] of tried) times.push(await bare(concurrency))
  }
  const medians = [...tried].map(([concurrency, times]) => ({ concurrency, duration: median(times) }))
  const best = medians.reduce((a, b) => (b.duration < a.duration ? b : a))
  const { subject, reference, ratio } = await compareDurations(
    7,
    () => measureAndClean(stores, dataset, (data) => measureLoad(data.dynamodb, dataset)),
    () => bare(best.concurrency),
  )
  const records = await countRecords(dataset, 'dynamodb')
  return {
    ratio: 1 / ratio,
    figures: {
      'bare SDK loops, by requests in flight': medians
        .map(({ concurrency, duration }) => `${concurrency}: ${formatRate(records, duration)}`)
        .join(', '),
      'seed, generated while loading': formatRate(records, subject),
      [`the best bare loop, ${best.concurrency} in flight`]: formatRate(records, reference),
    },
  }
}

/** Measures a load with new data stores, so that no concurrency limit is reused, and deletes the records afterwards. */
async function measureAndClean(stores, dataset, measure) {
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const duration = await measure(data)
  await data.dynamodb.removeFamilies(
    Array.from({ length: dataset.families }, (_, f) => ({
      id: dataset.getFamilyId(f),
      userIds: dataset.getRecords('postgres', f).users.map(({ id }) => id),
    })),
  )
  return duration
}

async function measureBareSdk(store, items, concurrency) {
  const client = createBareClient(store)
  const { table } = store
  const puts = items.map((item) => ({ PutRequest: { Item: marshall(item) } }))
  let next = 0
  const worker = async () => {
    while (next < puts.length) {
      let unprocessed = puts.slice(next, (next += 25))
      while (unprocessed.length > 0) {
        const response = await client.send(
          new BatchWriteItemCommand({ RequestItems: { [table]: unprocessed } }),
        )
        unprocessed = response.UnprocessedItems?.[table] ?? []
      }
    }
  }
  return measureMs(() => Promise.all(Array.from({ length: concurrency }, worker)))
}
