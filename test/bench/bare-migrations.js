import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { EJSON } from 'bson'
import { MongoClient } from 'mongodb'
import pg from 'pg'
import { toCreateTableRequest } from '../../dist/stores/dynamodb/migrations/table-request.js'

/** Sends the same statements and requests with plain clients: sequentially in each store, the stores in parallel. */
export async function runBareClients(endpoints, actions) {
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
