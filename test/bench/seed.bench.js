import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import QueryStream from 'pg-query-stream'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { resetStores } from '../../dist/dataset/seeding/reset-stores.js'
import { seedStores } from '../../dist/dataset/seeding/seed-stores.js'
import { verifyStores } from '../../dist/verify/verify-stores.js'
import { SEEDED_TABLES } from '../../dist/stores/postgres/seeded-tables.js'
import {
  listRecords,
  bareClient,
  createFreshDataset,
  inNewStack,
  load,
  rate,
  countRecords,
  getContext,
  timed,
} from './seed-context.js'
import { inTurns, ms, timeCommand } from './time-command.js'

async function againstCopy() {
  if (spawnSync('psql', ['--version']).status !== 0) return { skipped: 'psql is not installed' }
  const { data, url } = await getContext()
  const families = 2000
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  try {
    const { ours, theirs, ratio } = await inTurns(
      5,
      async () => load(data.postgres, await createFreshDataset(families)),
      async () => {
        writeCopyScript(directory, await createFreshDataset(families))
        return timeCommand('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-f', join(directory, 'copy.sql'), url])
      },
    )
    const rows = await countRecords(await createFreshDataset(families), 'postgres')
    return {
      ratio: 1 / ratio,
      figures: {
        'seed, generated while loading': rate(rows, ours),
        'psql \\copy from existing files': rate(rows, theirs),
      },
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Writes the rows to files, and a script that copies them in one transaction, since their references are circular. */
function writeCopyScript(directory, dataset) {
  const lines = ['BEGIN;']
  for (const kind of ['families', 'users', 'members', 'events']) {
    const { table, columns } = SEEDED_TABLES[kind]
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

async function againstDriver() {
  const { stores, data } = await getContext()
  const families = 400
  const { ours, theirs, ratio } = await inTurns(
    5,
    async () => load(data.mongo, await createFreshDataset(families)),
    async () => {
      const dataset = await createFreshDataset(families)
      const generated = ['expenses', 'budgets'].map((kind) => [kind, listRecords(dataset, 'mongo', kind)])
      return timed(async () => {
        for (const [kind, documents] of generated) {
          for (let start = 0; start < documents.length; start += 1000) {
            const batch = documents.slice(start, start + 1000)
            await stores.mongo.db.collection(kind).insertMany(batch, { ordered: false })
          }
        }
      })
    },
  )
  const rows = await countRecords(await createFreshDataset(families), 'mongo')
  return {
    ratio: 1 / ratio,
    figures: {
      'seed, generated while loading': rate(rows, ours),
      'bare insertMany, generated before': rate(rows, theirs),
    },
  }
}

async function together() {
  const { data } = await getContext()
  const families = 200
  const { ours, theirs, ratio } = await inTurns(
    3,
    async () => {
      const dataset = await createFreshDataset(families)
      return timed(() => Promise.all(Object.values(data).map((store) => load(store, dataset))))
    },
    async () => {
      const alone = []
      for (const store of Object.values(data))
        alone.push(await load(store, await createFreshDataset(families)))
      return Math.max(...alone)
    },
  )
  return { ratio, figures: { 'three at once': ms(ours), 'the slowest alone': ms(theirs) } }
}

async function againstReading({ stores }) {
  await seedStores(stores, { profile: 'load', families: 700 })
  const { ours, theirs, ratio } = await inTurns(
    5,
    () => timed(() => verifyStores(stores)),
    () => timed(() => readEverything(stores)),
  )
  return { ratio, figures: { verify: ms(ours), 'reading the three stores': ms(theirs) } }
}

/** Reads all records of the three stores concurrently with the bare clients. */
async function readEverything({ postgres, dynamodb, mongo }) {
  const rows = async () => {
    const client = await postgres.pool.connect()
    try {
      for (const { table } of Object.values(SEEDED_TABLES)) {
        const stream = client.query(new QueryStream(`SELECT * FROM ${table}`, [], { batchSize: 1000 }))
        for await (const _ of stream);
      }
    } finally {
      client.release()
    }
  }
  const items = async () => {
    const client = bareClient(dynamodb)
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

/** Time per record of a larger dataset against a smaller one; HOMEMANAGER_BENCH_FAMILIES=34000 for a million records. */
async function growth({ stores }) {
  const most = Number(process.env['HOMEMANAGER_BENCH_FAMILIES'] ?? 1000)
  const per = []
  const figures = {}
  for (const families of [Math.ceil(most / 10), most]) {
    await resetStores(stores)
    const since = performance.now()
    const { counts } = await seedStores(stores, { profile: 'load', families })
    const took = performance.now() - since
    const records = Object.values(counts).reduce((sum, count) => sum + count)
    per.push(took / records)
    figures[`${records.toLocaleString('en-US')} records`] = `${ms(took)}, ${rate(records, took)}`
  }
  return { ratio: per[1] / per[0], figures }
}

export const benchmarks = [
  { name: 'seed postgres against psql \\copy', atLeast: 0.9, run: againstCopy },
  { name: 'seed mongo against a bare driver', atLeast: 0.9, run: againstDriver },
  { name: 'seed three stores at once against the slowest alone', atMost: 1.15, run: together },
  { name: 'verify against reading the three stores', atMost: 1.5, run: () => inNewStack(againstReading) },
  { name: 'seed: time per record of ten times as many', atMost: 1.3, run: () => inNewStack(growth) },
]
