import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  Projection,
} from '@aws-sdk/client-dynamodb'
import type { DynamodbAction, DynamodbIndex, KeyTypes } from './dynamodb-action.js'

type CreateTableAction = Extract<DynamodbAction, { createTable: unknown }>['createTable']

/** Builds the CreateTable request of an action: on-demand, without streams, since those slow local writes tenfold. */
export function toCreateTableRequest(table: string, action: CreateTableAction): CreateTableCommandInput {
  const { indexes = [], types = {} } = action
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: toKeySchema(action),
    AttributeDefinitions: toAttributeDefinitions([action, ...indexes], types),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(toIndexRequest) }),
  }
}

/** Builds the definition of an index for CreateTable or UpdateTable. */
export function toIndexRequest(index: DynamodbIndex): GlobalSecondaryIndex {
  return { IndexName: index.name, KeySchema: toKeySchema(index), Projection: toProjection(index) }
}

/** Lists the key attributes of tables and indexes without duplicates. */
export function toAttributeDefinitions(
  keys: readonly { readonly partitionKey: string; readonly sortKey?: string }[],
  types: KeyTypes,
): AttributeDefinition[] {
  const names = new Set(keys.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey ?? []].flat()))
  return [...names].map((AttributeName) => ({ AttributeName, AttributeType: types[AttributeName] ?? 'S' }))
}

function toKeySchema(keys: { readonly partitionKey: string; readonly sortKey?: string }): KeySchemaElement[] {
  const hash: KeySchemaElement = { AttributeName: keys.partitionKey, KeyType: 'HASH' }
  return keys.sortKey === undefined ? [hash] : [hash, { AttributeName: keys.sortKey, KeyType: 'RANGE' }]
}

function toProjection({ projection = 'ALL' }: DynamodbIndex): Projection {
  if (typeof projection === 'string') return { ProjectionType: projection }
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projection] }
}
