import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  Projection,
} from '@aws-sdk/client-dynamodb'
import type { DynamodbAction, DynamodbIndex } from './dynamodb-action.js'

type CreateTableAction = Extract<DynamodbAction, { createTable: unknown }>['createTable']
type KeyTypes = NonNullable<CreateTableAction['types']>

/** The CreateTable request of an action. On demand, no streams: a local table with streams writes ten times slower. */
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

/** One index as CreateTable and UpdateTable take it. */
export function toIndexRequest(index: DynamodbIndex): GlobalSecondaryIndex {
  return { IndexName: index.name, KeySchema: toKeySchema(index), Projection: toProjection(index) }
}

/** The key attributes of tables and indexes, each once, as their requests must declare them. */
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

function toProjection({ projection: wanted = 'ALL' }: DynamodbIndex): Projection {
  if (typeof wanted === 'string') return { ProjectionType: wanted }
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...wanted] }
}
