import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { EJSON } from 'bson'
import { MongoClient } from 'mongodb'
import pg from 'pg'
import { migrateStores } from '../../dist/migrations/migrate-stores.js'
import { planMigrations } from '../../dist/migrations/plan-migrations.js'
import { toCreateTableRequest } from '../../dist/stores/dynamodb/migrations/table-request.js'
import { openStores } from '../../dist/stores/open-stores.js'
import { getBenchStack } from './bench-stack.js'
import { measureMs } from './measure-ms.js'
import { compareWithNode, compareDurations, formatMs, measureCommand } from './time-command.js'

let nextDatabase = 0

/** Creates empty databases, and a table name, in the engines of the shared stack. */
async function createEmptyDatabases() {
  const { status } = await getBenchStack()
  const name = `bench_${nextDatabase++}`
  const { postgres, dynamodb, mongo } = status.stores
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  const withDatabase = (url) => Object.assign(new URL(url), { pathname: name }).href
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = (
    await getBenchStack()
  ).env()
  return {
    postgres: { url: withDatabase(postgres.url) },
    dynamodb: {
      endpoint: dynamodb.endpoint,
      region: dynamodb.region,
      table: name,
      accessKeyId: accessKeyId ?? 'homemanager',
      secretAccessKey: secretAccessKey ?? 'homemanager',
    },
    mongo: { url: withDatabase(mongo.url) },
  }
}

async function compareFullMigration() {
  const actions = await planActions()
  const { subject, reference, ratio } = await compareDurations(
    7,
    async () => {
      const endpoints = await createEmptyDatabases()
      return measureMs(async () => {
        const stores = await openStores(endpoints)
        const report = await migrateStores(stores)
        if (!report.ok) throw new Error(JSON.stringify(report))
        await stores[Symbol.asyncDispose]()
      })
    },
    async () => {
      const endpoints = await createEmptyDatabases()
      return measureMs(() => runBareClients(endpoints, actions))
    },
  )
  return {
    ratio,
    figures: {
      'migrate, all three stores': formatMs(subject),
      'bare clients in parallel': formatMs(reference),
    },
  }
}

/** The statements and requests of all bundled migrations, by store. */
async function planActions() {
  const stores = await openStores(await createEmptyDatabases())
  const { items: pending } = await planMigrations(stores)
  await stores[Symbol.asyncDispose]()
  const listPending = (store) => pending.filter((migration) => migration.store === store)
  return {
    postgres: listPending('postgres').map(({ steps }) => steps.map(({ text }) => text)),
    dynamodb: listPending('dynamodb').flatMap(({ steps }) => steps.map(({ text }) => text)),
    mongo: listPending('mongo').flatMap(({ steps }) => steps.map(({ text }) => text)),
  }
}

/** Sends the same statements and requests with plain clients: sequentially in each store, the stores in parallel. */
async function runBareClients(endpoints, actions) {
  await Promise.all([
    sendSql(endpoints.postgres.url, actions.postgres),
    sendRequests(
      endpoints.dynamodb,
      actions.dynamodb.map((text) => JSON.parse(text)),
    ),
    sendCommands(
      endpoints.mongo.url,
      actions.mongo.map((text) => EJSON.parse(text)),
    ),
  ])
}

async function sendSql(connectionString, migrations) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  for (const statements of migrations) {
    await client.query('BEGIN')
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
  }
  await client.end()
}

async function sendRequests({ endpoint, region, table, accessKeyId, secretAccessKey }, actions) {
  const client = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } })
  for (const { createTable, timeToLive, ...other } of actions) {
    if (createTable !== undefined) {
      await client.send(new CreateTableCommand(toCreateTableRequest(createTable.table ?? table, createTable)))
      await waitUntilTableExists(
        { client, maxWaitTime: 10, minDelay: 0.05 },
        { TableName: createTable.table ?? table },
      )
    } else if (timeToLive !== undefined) {
      const TimeToLiveSpecification = { AttributeName: timeToLive.attribute, Enabled: true }
      await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }))
    } else throw new Error(`This benchmark cannot send ${JSON.stringify(other)}`)
  }
  client.destroy()
}

async function sendCommands(url, actions) {
  const client = new MongoClient(url)
  const db = client.db()
  for (const { createCollection, createIndexes, ...other } of actions) {
    if (createCollection !== undefined) {
      await db.createCollection(createCollection.collection, { validator: createCollection.validator })
    } else if (createIndexes !== undefined) {
      await db.collection(createIndexes.collection).createIndexes(createIndexes.indexes)
    } else throw new Error(`This benchmark cannot send ${JSON.stringify(other)}`)
  }
  await client.close()
}

/** `homemanager migrate` in a project whose migrations are all applied. */
async function compareUpToDateMigrate() {
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  const bin = new URL('../../bin/homemanager.js', import.meta.url).pathname
  const options = { cwd: directory }
  const up = ['up', '--provider', 'embedded', '--no-services', '--project', 'bench']
  try {
    await measureCommand(process.execPath, [bin, ...up], options)
    return await compareWithNode(9, ['migrate', '--project', 'bench'], options)
  } finally {
    await measureCommand(process.execPath, [bin, 'down', '--volumes', '--yes', '--project', 'bench'], options)
    rmSync(directory, { recursive: true })
  }
}

export const benchmarks = [
  { name: 'migrate: nothing pending, against node -e 0', atMost: 3, run: compareUpToDateMigrate },
  {
    name: 'migrate: all bundled migrations against bare clients in parallel',
    atMost: 1.2,
    run: compareFullMigration,
  },
]
