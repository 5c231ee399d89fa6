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
import { toCreateTableRequest } from '../../dist/stores/dynamodb/table-request.js'
import { openStores } from '../../dist/stores/open-stores.js'
import { benchStack } from './bench-stack.js'
import { againstNode, inTurns, ms, timeCommand } from './time-command.js'

let place = 0

/** Empty databases and a table name beside those of the stack. */
async function freshPlace() {
  const { status } = await benchStack()
  const name = `bench_${place++}`
  const { postgres, dynamodb, mongo } = status.stores
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  const inside = (url) => Object.assign(new URL(url), { pathname: name }).href
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = (
    await benchStack()
  ).env()
  return {
    postgres: { url: inside(postgres.url) },
    dynamodb: {
      endpoint: dynamodb.endpoint,
      region: dynamodb.region,
      table: name,
      accessKeyId: accessKeyId ?? 'homemanager',
      secretAccessKey: secretAccessKey ?? 'homemanager',
    },
    mongo: { url: inside(mongo.url) },
  }
}

async function timed(work) {
  const since = performance.now()
  await work()
  return performance.now() - since
}

async function wholeHistory() {
  const actions = await plannedActions()
  const { ours, theirs, ratio } = await inTurns(
    7,
    async () => {
      const endpoints = await freshPlace()
      return timed(async () => {
        const stores = openStores(endpoints)
        const report = await migrateStores(stores)
        if (!report.ok) throw new Error(JSON.stringify(report))
        await stores[Symbol.asyncDispose]()
      })
    },
    async () => {
      const endpoints = await freshPlace()
      return timed(() => bareClients(endpoints, actions))
    },
  )
  return { ratio, figures: { 'migrate, all three stores': ms(ours), 'bare clients in parallel': ms(theirs) } }
}

/** Every statement and request of the bundled history, per store. */
async function plannedActions() {
  const stores = openStores(await freshPlace())
  const { pending } = await planMigrations(stores)
  await stores[Symbol.asyncDispose]()
  const of = (store) => pending.filter((migration) => migration.store === store)
  return {
    postgres: of('postgres').map(({ steps }) => steps.map(({ text }) => text)),
    dynamodb: of('dynamodb').flatMap(({ steps }) => steps.map(({ text }) => text)),
    mongo: of('mongo').flatMap(({ steps }) => steps.map(({ text }) => text)),
  }
}

/** The same statements and requests, one after another in each store, as one would send them by hand. */
async function bareClients(endpoints, actions) {
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

/** `homemanager migrate` in a project where everything is applied. */
async function nothingToDo() {
  const folder = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  const bin = new URL('../../bin/homemanager.js', import.meta.url).pathname
  const options = { cwd: folder }
  const up = ['up', '--provider', 'embedded', '--no-services', '--project', 'bench']
  try {
    await timeCommand(process.execPath, [bin, ...up], options)
    return await againstNode(9, ['migrate', '--project', 'bench'], options)
  } finally {
    await timeCommand(process.execPath, [bin, 'down', '--volumes', '--yes', '--project', 'bench'], options)
    rmSync(folder, { recursive: true })
  }
}

export const benchmarks = [
  { name: 'migrate: nothing to do, against node -e 0', atMost: 3, run: nothingToDo },
  { name: 'migrate: the whole history against bare clients in parallel', atMost: 1.3, run: wholeHistory },
]
