import { createJiti } from 'jiti'
import { BUNDLED_ENTITIES } from '../../dist/domain/entities/registry.js'
import { createDataStores } from '../../dist/stores/create-data-stores.js'
import { openDynamodbStore } from '../../dist/stores/dynamodb/client/dynamodb-store.js'
import { compareRates, formatPerSecond, measureHttpRate } from './measure-rate.js'
import { BIN, createProjectDirectory, readEnvironment, removeProject, signIn } from './project-directory.js'
import {
  countRecords,
  createNewDataset,
  formatRate,
  measureLoad,
  openSharedStack,
} from './seed-bench-stack.js'
import { measureCommand } from './time-command.js'

// The front that adds AWS's signatures, latency and throttling belongs to the tests.
const jiti = createJiti(import.meta.url)

const FAMILIES = 300
const LATENCY_MS = 20
const ITEMS_PER_REQUEST = 25
const UNITS_PER_SECOND = 100

export const benchmarks = [
  {
    name: 'aws: seed through 20 ms of latency against what latency and engine allow',
    atLeast: 0.8,
    run: compareLatency,
  },
  { name: 'aws: write units used of a throttled table', atLeast: 0.9, run: measureThrottled },
  { name: 'aws: a read of the replica against one of the primary', atMost: 1.1, run: compareReplica },
]

async function compareLatency() {
  return withFront(async (front, store) => {
    const without = await measureSeed(store, FAMILIES)
    front.latencyMs = LATENCY_MS
    const { rate, inFlight } = await measureSeed(store, FAMILIES)
    const allowed = Math.min(without.rate, (inFlight * ITEMS_PER_REQUEST * 1000) / LATENCY_MS)
    return {
      ratio: rate / allowed,
      figures: {
        'without latency': formatPerSecond(without.rate),
        [`with ${LATENCY_MS} ms, ${inFlight} requests in flight`]: formatPerSecond(rate),
      },
    }
  })
}

async function measureThrottled() {
  const { TokenBucket } = await jiti.import('../support/aws/token-bucket.ts')
  return withFront(async (front, store) => {
    front.bucket = new TokenBucket(UNITS_PER_SECOND)
    // An item of the dataset is smaller than a write unit.
    const { rate, records, duration } = await measureSeed(store, FAMILIES / 2)
    return {
      ratio: rate / UNITS_PER_SECOND,
      figures: {
        [`${records} records with ${UNITS_PER_SECOND} units per second`]: formatRate(records, duration),
        'requests that were throttled': String(front.errors.length),
      },
    }
  })
}

async function measureSeed(store, families) {
  const dataset = await createNewDataset(families)
  const { stores } = await openSharedStack()
  const data = await createDataStores({ ...stores, dynamodb: store }, BUNDLED_ENTITIES)
  let inFlight = 0
  const { send } = store.client
  let running = 0
  store.client.send = async (...args) => {
    inFlight = Math.max(inFlight, ++running)
    return send.apply(store.client, args).finally(() => running--)
  }
  const duration = await measureLoad(data.dynamodb, dataset)
  store.client.send = send
  const records = await countRecords(dataset, 'dynamodb')
  return { rate: (records * 1000) / duration, records, duration, inFlight }
}

async function withFront(run) {
  const { startDynamodbFront } = await jiti.import('../support/aws/start-dynamodb-front.ts')
  const { stores } = await openSharedStack()
  const { endpoint, table } = stores.dynamodb
  const front = await startDynamodbFront({ ...endpoint, table })
  front.keys = new Map([['AKIAEXAMPLE', { secretAccessKey: 'secret' }]])
  process.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE'
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  const store = openDynamodbStore({
    endpoint: front.url,
    region: 'eu-central-1',
    table,
    credentials: 'default',
  })
  try {
    return await run(front, store)
  } finally {
    await store[Symbol.asyncDispose]()
    await front[Symbol.asyncDispose]()
  }
}

async function compareReplica() {
  const directory = await createProjectDirectory()
  try {
    const up = [BIN, 'up', '--seed', 'demo', '--replica-lag', '0']
    await measureCommand(process.execPath, up, { cwd: directory })
    const { HOMEMANAGER_GATEWAY_URL: gateway } = readEnvironment(directory)
    const headers = await signIn(gateway)
    const get = (more) => () =>
      measureHttpRate(gateway, {
        method: 'GET',
        path: '/identity/v1/users/me',
        headers: { ...headers, ...more },
      })
    const { subject, reference, ratio } = await compareRates(9, get({}), get({ 'cache-control': 'no-cache' }))
    return {
      // Of the time that a read takes.
      ratio: 1 / ratio,
      figures: { replica: formatPerSecond(subject), primary: formatPerSecond(reference) },
    }
  } finally {
    await removeProject(directory)
  }
}
