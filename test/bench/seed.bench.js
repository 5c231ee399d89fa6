import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import QueryStream from 'pg-query-stream'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { resetStores } from '../../dist/dataset/seeding/reset-stores.js'
import { seedStores } from '../../dist/dataset/seeding/seed-stores.js'
import { verifyStores } from '../../dist/verify/verify-stores.js'
import { listSeededTables } from '../../dist/stores/postgres/data/seeded-tables.js'
import { measureMs } from './measure-ms.js'
import {
  countRecords,
  createBareClient,
  createNewDataset,
  formatRate,
  listRecords,
  measureLoad,
  openSharedStack,
  withFreshStack,
} from './seed-bench-stack.js'
import { compareDurations, formatMs, measureCommand } from './time-command.js'

async function compareWithCopy() {
  if (spawnSync('psql', ['--version']).status !== 0) return { skipped: 'psql is not installed' }
  const { data, url } = await openSharedStack()
  const families = 2000
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  try {
    const { subject, reference, ratio } = await compareDurations(
      5,
      async () => measureLoad(data.postgres, await createNewDataset(families)),
      async () => {
        writeCopyScript(directory, await createNewDataset(families))
        return measureCommand('psql', [
          '-qX',
          '-v',
          'ON_ERROR_STOP=1',
          '-f',
          join(directory, 'copy.sql'),
          url,
        ])
      },
    )
    const rows = await countRecords(await createNewDataset(families), 'postgres')
    return {
      ratio: 1 / ratio,
      figures: {
        'seed, generated while loading': formatRate(rows, subject),
        'psql \\copy from prepared files': formatRate(rows, reference),
      },
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Writes the rows to files, and a script that copies them in one transaction, as the references are circular. */
function writeCopyScript(directory, dataset) {
  const lines = ['BEGIN;']
  for (const kind of ['families', 'users', 'members', 'invitations', 'events']) {
    const { table, columns } = listSeededTables().find((each) => each.kind === kind)
    const text = listRecords(dataset, 'postgres', kind)
      .map((row) =>
        columns.map(({ value }) => String(value(row) ?? '\\N').replaceAll('\\', '\\\\')).join('\t'),
      )
      .join('\n')
    writeFileSync(join(directory, kind), `${text}\n`)
    lines.push(`\\copy ${table} (${columns.map(({ name }) => name)}) FROM '${join(directory, kind)}'`)
  }
  writeFileSync(join(directory, 'copy.sql'), `${lines.join('\n')}\nCOMMIT;\n`)
}

async function compareWithDriver() {
  const { stores, data } = await openSharedStack()
  const families = 400
  const { subject, reference, ratio } = await compareDurations(
    5,
    async () => measureLoad(data.mongo, await createNewDataset(families)),
    async () => {
      const dataset = await createNewDataset(families)
      const prepared = ['expenses', 'budgets'].map((kind) => [kind, listRecords(dataset, 'mongo', kind)])
      return measureMs(async () => {
        for (const [kind, documents] of prepared) {
          for (let start = 0; start < documents.length; start += 1000) {
            const batch = documents.slice(start, start + 1000)
            await stores.mongo.db.collection(kind).insertMany(batch, { ordered: false })
          }
        }
      })
    },
  )
  const rows = await countRecords(await createNewDataset(families), 'mongo')
  return {
    ratio: 1 / ratio,
    figures: {
      'seed, generated while loading': formatRate(rows, subject),
      'bare insertMany, prepared': formatRate(rows, reference),
    },
  }
}

async function compareConcurrentWithSlowest() {
  const { data } = await openSharedStack()
  const families = 200
  const { subject, reference, ratio } = await compareDurations(
    3,
    async () => {
      const dataset = await createNewDataset(families)
      return measureMs(() => Promise.all(Object.values(data).map((store) => measureLoad(store, dataset))))
    },
    async () => {
      const alone = []
      for (const store of Object.values(data))
        alone.push(await measureLoad(store, await createNewDataset(families)))
      return Math.max(...alone)
    },
  )
  return {
    ratio,
    figures: { 'three stores at once': formatMs(subject), 'the slowest store alone': formatMs(reference) },
  }
}

async function compareVerifyWithReading({ stores }) {
  await seedStores(stores, { profile: 'load', families: 700 })
  const { subject, reference, ratio } = await compareDurations(
    5,
    () => measureMs(() => verifyStores(stores)),
    () => measureMs(() => readEverything(stores)),
  )
  return { ratio, figures: { verify: formatMs(subject), 'reading the three stores': formatMs(reference) } }
}

/** Reads all records of the three stores in parallel with bare clients. */
async function readEverything({ postgres, dynamodb, mongo }) {
  const rows = async () => {
    const client = await postgres.pool.connect()
    try {
      for (const { table } of listSeededTables()) {
        const stream = client.query(new QueryStream(`SELECT * FROM ${table}`, [], { batchSize: 1000 }))
        for await (const _ of stream);
      }
    } finally {
      client.release()
    }
  }
  const items = async () => {
    const client = createBareClient(dynamodb)
    let start
    do {
      const page = await client.send(
        new ScanCommand({ TableName: dynamodb.table, ConsistentRead: true, ExclusiveStartKey: start }),
      )
      start = page.LastEvaluatedKey
    } while (start)
  }
  const documents = async () => {
    for (const kind of ['categories', 'expenses', 'budgets']) {
      for await (const _ of mongo.db.collection(kind).find({}, { batchSize: 1000 }));
    }
  }
  await Promise.all([rows(), items(), documents()])
}

/** Compares the time per record with a dataset of a tenth of the size. HOMEMANAGER_BENCH_FAMILIES=34000 is a million records. */
async function compareGrowth({ stores }) {
  const most = Number(process.env['HOMEMANAGER_BENCH_FAMILIES'] ?? 1000)
  const msPerRecord = []
  const figures = {}
  for (const families of [Math.ceil(most / 10), most]) {
    await resetStores(stores)
    const since = performance.now()
    const { counts } = await seedStores(stores, { profile: 'load', families })
    const duration = performance.now() - since
    const records = Object.values(counts).reduce((sum, count) => sum + count)
    msPerRecord.push(duration / records)
    figures[`${records.toLocaleString('en-US')} records`] =
      `${formatMs(duration)}, ${formatRate(records, duration)}`
  }
  return { ratio: msPerRecord[1] / msPerRecord[0], figures }
}

export const benchmarks = [
  { name: 'seed postgres against psql \\copy', atLeast: 0.9, run: compareWithCopy },
  { name: 'seed mongo against a bare driver', atLeast: 0.9, run: compareWithDriver },
  {
    name: 'seed three stores at once against the slowest alone',
    atMost: 1.15,
    run: compareConcurrentWithSlowest,
  },
  {
    name: 'verify against reading the three stores',
    atMost: 1.5,
    run: () => withFreshStack(compareVerifyWithReading),
  },
  {
    name: 'seed: time per record of ten times as many',
    atMost: 1.3,
    run: () => withFreshStack(compareGrowth),
  },
]
