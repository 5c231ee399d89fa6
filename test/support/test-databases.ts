import { DeleteTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import pg from 'pg'
import { inject } from 'vitest'
import type { DynamodbEndpoint, Endpoints } from '../../src/core/store-types.js'
import { openDynamodbStore } from '../../src/stores/dynamodb/client/dynamodb-store.js'
import { openMongoStore } from '../../src/stores/mongo/client/mongo-store.js'
import { getStaticKeys } from './get-static-keys.js'

export interface TestDatabases extends AsyncDisposable {
  /** An empty PostgreSQL database, an unused DynamoDB table name and an empty MongoDB database. */
  readonly endpoints: Endpoints
}

/**
 * Creates empty databases in the three engines that all tests of a run share. Disposing drops them. The DynamoDB table does
 * not exist yet: migrations create it.
 */
export async function createTestDatabases(): Promise<TestDatabases> {
  const shared = await getSharedEndpoints()
  const name = `t_${crypto.randomUUID().replaceAll('-', '')}`
  await executeOnMaintenanceDatabase(shared, `CREATE DATABASE ${name}`)
  const endpoints: Endpoints = {
    postgres: { url: withDatabase(shared.postgres.url, name) },
    dynamodb: { ...withoutOwner(shared.dynamodb), table: name },
    mongo: { url: withDatabase(shared.mongo.url, name) },
  }
  return {
    endpoints,
    async [Symbol.asyncDispose]() {
      await Promise.all([
        executeOnMaintenanceDatabase(shared, `DROP DATABASE ${name} WITH (FORCE)`),
        dropDynamodbTables(endpoints),
        dropMongoDatabase(endpoints),
      ])
    },
  }
}

async function getSharedEndpoints(): Promise<Endpoints> {
  const response = await fetch(inject('engineBroker'))
  if (!response.ok) throw new Error(`The engines of this test run did not start: ${await response.text()}`)
  return (await response.json()) as Endpoints
}

/** Other tests use the engine, too. */
function withoutOwner(endpoint: DynamodbEndpoint): DynamodbEndpoint {
  const { owner: _, ...shared } = getStaticKeys(endpoint)
  return shared
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url)
  parsed.pathname = name
  return parsed.href
}

async function executeOnMaintenanceDatabase(shared: Endpoints, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(shared.postgres.url, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function dropDynamodbTables({ dynamodb }: Endpoints): Promise<void> {
  await using store = openDynamodbStore(dynamodb)
  // The second table is the migration history.
  for (const table of [dynamodb.table, `${dynamodb.table}-migrations`]) {
    try {
      await store.client.send(new DeleteTableCommand({ TableName: table }))
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
    }
  }
}

async function dropMongoDatabase({ mongo }: Endpoints): Promise<void> {
  await using store = openMongoStore(mongo)
  await store.db.dropDatabase()
}
