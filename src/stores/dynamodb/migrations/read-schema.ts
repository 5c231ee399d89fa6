import type { KeySchemaElement } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import type { SchemaObject } from '../../contracts/schema-object.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import type { ItemReader } from '../client/item-reader.js'
import { openItemReader } from '../client/open-item-reader.js'
import { listRecordedTables } from '../own-tables/list-recorded-tables.js'
import { toHistoryTableName, toTimeToLiveName } from './read-history.js'

/** Reads the keys, indexes and time to live of the todo table, and of the tables that migrations of the project have created. */
export async function readSchema(
  endpoint: DynamodbEndpoint,
  store?: DynamodbStore,
): Promise<readonly SchemaObject[]> {
  const read = async (table: string): Promise<readonly SchemaObject[]> => {
    await using reader = await openItemReader({ ...endpoint, table }, store)
    return await readTable(reader, table === endpoint.table ? '' : `${table}.`)
  }
  const readOwnTables = async (): Promise<readonly SchemaObject[]> => {
    const table = toHistoryTableName(endpoint.table)
    await using history = await openItemReader({ ...endpoint, table }, store)
    const migrated = (await listRecordedTables(history)).filter(({ isMigrated }) => isMigrated)
    return (await Promise.all(migrated.map(async ({ name }) => read(name)))).flat()
  }
  return (await Promise.all([read(endpoint.table), readOwnTables()])).flat()
}

/** Indexes of several tables can have the same name. */
async function readTable(reader: ItemReader, indexPrefix: string): Promise<readonly SchemaObject[]> {
  const { table } = reader
  const [found, ttl] = await Promise.all([reader.describe(), reader.describeTimeToLive()])
  if (found === undefined) return []
  const types = new Map(
    (found.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [
      AttributeName,
      AttributeType,
    ]),
  )
  const keys = (schema: readonly KeySchemaElement[] = []): string =>
    schema.map(({ AttributeName: name, KeyType }) => `${name} (${types.get(name)}, ${KeyType})`).join(', ')
  const indexes = (found.GlobalSecondaryIndexes ?? []).map(({ IndexName = '', KeySchema, Projection }) => ({
    kind: 'index',
    name: `${indexPrefix}${IndexName}`,
    parent: table,
    definition:
      `${keys(KeySchema)} ${Projection?.ProjectionType} ${(Projection?.NonKeyAttributes ?? []).sort().join(', ')}`.trim(),
  }))
  const enabled = ttl?.TimeToLiveStatus === 'ENABLED' || ttl?.TimeToLiveStatus === 'ENABLING'
  return [
    { kind: 'table', name: table, definition: keys(found.KeySchema) },
    ...indexes.sort((a, b) => (a.name < b.name ? -1 : 1)),
    {
      kind: 'time to live',
      name: toTimeToLiveName(table),
      parent: table,
      definition: enabled ? `on, ${ttl.AttributeName}` : 'off',
    },
  ]
}
