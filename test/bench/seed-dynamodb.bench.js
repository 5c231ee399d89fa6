import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { createDataStores } from '../../dist/stores/create-data-stores.js'
import {
  listRecords,
  bareClient,
  createFreshDataset,
  load,
  rate,
  countRecords,
  getContext,
  timed,
} from './seed-context.js'
import { inTurns, median } from './time-command.js'

const FAMILIES = 200
const IN_FLIGHT = [1, 2, 4, 8, 16, 32]

export const benchmarks = [
  { name: 'seed dynamodb against the best bare SDK loop', atLeast: 1, run: againstSdk },
]

/** Writes the same items to the same table repeatedly and removes them in between. First finds the fastest SDK loop. */
async function againstSdk() {
  const { stores } = await getContext()
  const dataset = await createFreshDataset(FAMILIES)
  const items = listRecords(dataset, 'dynamodb', 'todos')
  const bare = (concurrency) =>
    timeInNewState(stores, dataset, () => bareSdk(stores.dynamodb, items, concurrency))
  const tried = new Map(IN_FLIGHT.map((concurrency) => [concurrency, []]))
  for (let round = 0; round < 3; round++) {
    for (const [concurrency, times] of tried) times.push(await bare(concurrency))
  }
  const medians = [...tried].map(([concurrency, times]) => ({ concurrency, elapsedMs: median(times) }))
  const best = medians.reduce((a, b) => (b.elapsedMs < a.elapsedMs ? b : a))
  const { ours, theirs, ratio } = await inTurns(
    7,
    () => timeInNewState(stores, dataset, (data) => load(data.dynamodb, dataset)),
    () => bare(best.concurrency),
  )
  const rows = await countRecords(dataset, 'dynamodb')
  return {
    ratio: 1 / ratio,
    figures: {
      'bare SDK loops, by requests in flight': medians
        .map(({ concurrency, elapsedMs }) => `${concurrency}: ${rate(rows, elapsedMs)}`)
        .join(', '),
      'seed, generated while loading': rate(rows, ours),
      [`the best bare loop, ${best.concurrency} in flight`]: rate(rows, theirs),
    },
  }
}

/** Measures a load with new data stores, so that no concurrency limit is reused, and removes the records after it. */
async function timeInNewState(stores, dataset, run) {
  const data = createDataStores(stores)
  const elapsedMs = await run(data)
  await data.dynamodb.removeFamilies(
    Array.from({ length: dataset.families }, (_, f) => ({
      id: dataset.getFamilyId(f),
      userIds: dataset.getRecords('postgres', f).users.map(({ id }) => id),
    })),
  )
  return elapsedMs
}

async function bareSdk(store, items, concurrency) {
  const client = bareClient(store)
  const { table } = store
  const puts = items.map((item) => ({ PutRequest: { Item: marshall(item) } }))
  let next = 0
  const runWorker = async () => {
    while (next < puts.length) {
      let remaining = puts.slice(next, (next += 25))
      while (remaining.length > 0) {
        const done = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: remaining } }))
        remaining = done.UnprocessedItems?.[table] ?? []
      }
    }
  }
  return timed(() => Promise.all(Array.from({ length: concurrency }, runWorker)))
}
