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
  allOf,
  bareClient,
  freshWorld,
  inFreshStage,
  load,
  rate,
  rowsOf,
  stage,
  timed,
} from './seed-stage.js'
import { inTurns, ms, timeCommand } from './time-command.js'

async function againstCopy() {
  if (spawnSync('psql', ['--version']).status !== 0) return { skipped: 'there is no psql here' }
  const { data, url } = await stage()
  const families = 2000
  const folder = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  try {
    const { ours, theirs, ratio } = await inTurns(
      5,
      async () => load(data.postgres, await freshWorld(families)),
      async () => {
        writeCopyScript(folder, await freshWorld(families))
        return timeCommand('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-f', join(folder, 'copy.sql'), url])
      },
    )
    const rows = await rowsOf(await freshWorld(families), 'postgres')
    return {
      ratio: 1 / ratio,
      figures: {
        'seed, made on the way': rate(rows, ours),
        'psql \\copy from ready files': rate(rows, theirs),
      },
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The same rows as ready files, and the script that copies them in one transaction: the references are circular. */
function writeCopyScript(folder, world) {
  const lines = ['BEGIN;']
  for (const kind of ['families', 'users', 'members', 'events']) {
    const { table, columns } = SEEDED_TABLES[kind]
    const text = allOf(world, 'postgres', kind)
      .map((row) =>
        columns.map(({ value }) => String(value(row) ?? '\\N').replaceAll('\\', '\\\\')).join('\t'),
      )
      .join('\n')
    writeFileSync(join(folder, kind), `${text}\n`)
    lines.push(`\\copy ${table} (${columns.map(({ name }) => name)}) FROM '${join(folder, kind)}'`)
  }
  writeFileSync(join(folder, 'copy.sql'), `${lines.join('\n')}\nCOMMIT;\n`)
}

async function againstDriver() {
  const { stores, data } = await stage()
  const families = 400
  const { ours, theirs, ratio } = await inTurns(
    5,
    async () => load(data.mongo, await freshWorld(families)),
    async () => {
      const world = await freshWorld(families)
      const ready = ['expenses', 'budgets'].map((kind) => [kind, allOf(world, 'mongo', kind)])
      return timed(async () => {
        for (const [kind, documents] of ready) {
          for (let start = 0; start < documents.length; start += 1000) {
            const part = documents.slice(start, start + 1000)
            await stores.mongo.db.collection(kind).insertMany(part, { ordered: false })
          }
        }
      })
    },
  )
  const rows = await rowsOf(await freshWorld(families), 'mongo')
  return {
    ratio: 1 / ratio,
    figures: { 'seed, made on the way': rate(rows, ours), 'bare insertMany, ready': rate(rows, theirs) },
  }
}

async function together() {
  const { data } = await stage()
  const families = 200
  const { ours, theirs, ratio } = await inTurns(
    3,
    async () => {
      const world = await freshWorld(families)
      return timed(() => Promise.all(Object.values(data).map((store) => load(store, world))))
    },
    async () => {
      const alone = []
      for (const store of Object.values(data)) alone.push(await load(store, await freshWorld(families)))
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

/** Every record of the three stores, by the bare clients, all three at once. */
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

/** Time per record of a larger world against a smaller one; HOMEMANAGER_BENCH_FAMILIES=34000 makes it a million. */
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
  { name: 'verify against reading the three stores', atMost: 1.5, run: () => inFreshStage(againstReading) },
  { name: 'seed: time per record of ten times as many', atMost: 1.3, run: () => inFreshStage(growth) },
]
