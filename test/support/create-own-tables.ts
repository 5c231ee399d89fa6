import { DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { migrateStores } from '../../src/migrations/migrate-stores.js'
import type { DynamodbStore } from '../../src/stores/dynamodb/client/dynamodb-store.js'
import { describeTable } from '../../src/stores/dynamodb/client/wait-until-active.js'
import type { Stores } from '../../src/stores/stores.js'
import { createMigrationProject } from './sample-migrations.js'

/** Applies a migration that creates tables, with indexes, time to live and items of any key. Disposing deletes the tables. */
export async function createOwnTables(
  stores: Stores,
): Promise<{ readonly names: readonly string[] } & AsyncDisposable> {
  await using project = await createMigrationProject()
  const names = ['reminders', 'empty'].map((name) => `${stores.dynamodb.table}_${name}`)
  const [reminders = '', empty = ''] = names
  const up = [
    { createTable: { table: reminders, partitionKey: 'owner', sortKey: 'dueAt', types: { dueAt: 'N' } } },
    { timeToLive: { table: reminders, attribute: 'expiresAt' } },
    { addIndex: { table: reminders, name: 'BY_TAG', partitionKey: 'tag', projection: ['title'] } },
    { createTable: { table: empty, partitionKey: 'id', types: { id: 'B' } } },
  ].map((step, index) => ({ name: `step ${index}`, ...step }))
  await project.write('dynamodb', '0001-own', JSON.stringify({ up }))
  const report = await migrateStores(stores, { only: ['dynamodb'], directories: project.directories })
  if (!report.ok) throw new Error(`The migration failed: ${JSON.stringify(report)}`)
  const Item = { owner: { S: 'alex' }, dueAt: { N: '5' }, id: { S: '1' }, SK: { S: 'TODO#1' } }
  await stores.dynamodb.client.send(new PutItemCommand({ TableName: reminders, Item }))
  return { names, [Symbol.asyncDispose]: async () => deleteTables(stores.dynamodb, names) }
}

export async function deleteTables({ client }: DynamodbStore, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if ((await describeTable(client, name)) !== undefined)
      await client.send(new DeleteTableCommand({ TableName: name }))
  }
}
