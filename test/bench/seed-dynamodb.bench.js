import { spawnSync } from 'node:child_process'
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { BUNDLED_ENTITIES } from '../../dist/domain/entities/registry.js'
import { createDataStores } from '../../dist/stores/create-data-stores.js'
import { measureMs } from './measure-ms.js'
import { BIN, createProjectDirectory, readEnvironment, removeProject } from './project-directory.js'
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

/** More than 100,000 todos. */
const IMPORTED_FAMILIES = 10_800

export const benchmarks = [
  {
    name: 'seed dynamodb: 100,000 todos on disk against the best bare SDK loop',
    atLeast: 3,
    run: compareImportWithSdk,
  },
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

/** Two stacks on disk: the import of `seed`, and the SDK with the concurrency that is best for fewer items. */
async function compareImportWithSdk() {
  const [imported, written] = [await createProjectDirectory(), await createProjectDirectory()]
  try {
    for (const directory of [imported, written]) runCommand(directory, 'up', '--no-services')
    const store = toBareStore(readEnvironment(written))
    const tried = []
    for (const concurrency of CONCURRENCY_LEVELS) {
      const items = listRecords(await createNewDataset(FAMILIES), 'dynamodb', 'todos')
      tried.push({ concurrency, rate: items.length / (await measureBareSdk(store, items, concurrency)) })
    }
    const { concurrency } = tried.reduce((a, b) => (b.rate > a.rate ? b : a))
    const dataset = await createNewDataset(IMPORTED_FAMILIES)
    const items = listRecords(dataset, 'dynamodb', 'todos')
    const subject = measureImport(imported, dataset)
    const reference = await measureBareSdk(store, items, concurrency)
    return {
      ratio: reference / subject,
      figures: {
        [`seed of ${items.length} todos, generated while importing`]: formatRate(items.length, subject),
        [`the best bare loop, ${concurrency} in flight`]: formatRate(items.length, reference),
      },
    }
  } finally {
    await Promise.all([imported, written].map(removeProject))
  }
}

/** As `seed` measures it: until the records are in the running engine, without reading back. */
function measureImport(directory, { seed, families }) {
  const options = ['--seed', String(seed), '--families', String(families), '--only', 'dynamodb', '--no-cache']
  const output = runCommand(directory, 'seed', 'load', ...options, '--verbose')
  const seconds = /Loading dynamodb: done after ([\d.]+) s/.exec(output)?.[1]
  if (seconds === undefined) throw new Error(output)
  return Number(seconds) * 1000
}

function toBareStore(env) {
  return {
    table: env.HOMEMANAGER_DYNAMODB_TABLE,
    endpoint: {
      endpoint: env.HOMEMANAGER_DYNAMODB_ENDPOINT,
      region: 'us-east-1',
      accessKeyId: env.HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID,
      secretAccessKey: env.HOMEMANAGER_DYNAMODB_SECRET_ACCESS_KEY,
    },
  }
}

/** Resolves to what it printed on stderr. */
function runCommand(directory, ...args) {
  const { status, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd: directory, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stderr
}
