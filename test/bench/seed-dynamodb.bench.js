import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { dataStoresOf } from '../../dist/stores/create-data-stores.js'
import { allOf, bareClient, freshWorld, load, rate, rowsOf, stage, timed } from './seed-stage.js'
import { inTurns, median } from './time-command.js'

const FAMILIES = 200
const IN_FLIGHT = [1, 2, 4, 8, 16, 32]

export const benchmarks = [
  { name: 'seed dynamodb against the best bare SDK loop', atLeast: 1, run: againstSdk },
]

/** The same items into the same table, again and again, removed in between; first which bare loop is the best. */
async function againstSdk() {
  const { stores } = await stage()
  const world = await freshWorld(FAMILIES)
  const items = allOf(world, 'dynamodb', 'todos')
  const bare = (lanes) => cleanly(stores, world, () => bareSdk(stores.dynamodb, items, lanes))
  const tried = new Map(IN_FLIGHT.map((lanes) => [lanes, []]))
  for (let round = 0; round < 3; round++) {
    for (const [lanes, times] of tried) times.push(await bare(lanes))
  }
  const medians = [...tried].map(([lanes, times]) => ({ lanes, took: median(times) }))
  const best = medians.reduce((a, b) => (b.took < a.took ? b : a))
  const { ours, theirs, ratio } = await inTurns(
    7,
    () => cleanly(stores, world, (data) => load(data.dynamodb, world)),
    () => bare(best.lanes),
  )
  const rows = await rowsOf(world, 'dynamodb')
  return {
    ratio: 1 / ratio,
    figures: {
      'bare SDK loops, by requests in flight': medians
        .map(({ lanes, took }) => `${lanes}: ${rate(rows, took)}`)
        .join(', '),
      'seed, made on the way': rate(rows, ours),
      [`the best bare loop, ${best.lanes} in flight`]: rate(rows, theirs),
    },
  }
}

/** Like a first seeding: nothing remembered of the engine, nothing in the table. */
async function cleanly(stores, world, loaded) {
  const data = dataStoresOf(stores)
  const took = await loaded(data)
  await data.dynamodb.removeFamilies(
    Array.from({ length: world.families }, (_, f) => ({
      id: world.familyId(f),
      userIds: world.recordsOf('postgres', f).users.map(({ id }) => id),
    })),
  )
  return took
}

async function bareSdk(store, items, lanes) {
  const client = bareClient(store)
  const { table } = store
  const puts = items.map((item) => ({ PutRequest: { Item: marshall(item) } }))
  let next = 0
  const lane = async () => {
    while (next < puts.length) {
      let left = puts.slice(next, (next += 25))
      while (left.length > 0) {
        const done = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }))
        left = done.UnprocessedItems?.[table] ?? []
      }
    }
  }
  return timed(() => Promise.all(Array.from({ length: lanes }, lane)))
}
