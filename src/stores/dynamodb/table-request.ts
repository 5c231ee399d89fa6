import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  Projection,
} from '@aws-sdk/client-dynamodb'
import type { DynamodbAction, DynamodbIndex } from './dynamodb-action.js'

type CreateTable = Extract<DynamodbAction, { createTable: unknown }>['createTable']
type KeyTypes = NonNullable<CreateTable['types']>

/** The CreateTable request of an action. On demand, no streams: a local table with streams writes ten times slower. */
export function createTableRequest(table: string, action: CreateTable): CreateTableCommandInput {
  const { indexes = [], types = {} } = action
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(action),
    AttributeDefinitions: attributeDefinitions([action, ...indexes], types),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(indexRequest) }),
  }
}

/** One index as CreateTable and UpdateTable take it. */
export function indexRequest(index: DynamodbIndex): GlobalSecondaryIndex {
  return { IndexName: index.name, KeySchema: keySchema(index), Projection: projection(index) }
}

/** The key attributes of tables and indexes, each once, as their requests must declare them. */
export function attributeDefinitions(
  keys: readonly { readonly partitionKey: string; readonly sortKey?: string }[],
  types: KeyTypes,
): AttributeDefinition[] {
  const names = new Set(keys.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey ?? []].flat()))
  return [...names].map((AttributeName) => ({ AttributeName, AttributeType: types[AttributeName] ?? 'S' }))
}

function keySchema(keys: { readonly partitionKey: string; readonly sortKey?: string }): KeySchemaElement[] {
  const hash: KeySchemaElement = { AttributeName: keys.partitionKey, KeyType: 'HASH' }
  return keys.sortKey === undefined ? [hash] : [hash, { AttributeName: keys.sortKey, KeyType: 'RANGE' }]
}

function projection({ projection: wanted = 'ALL' }: DynamodbIndex): Projection {
  if (typeof wanted === 'string') return { ProjectionType: wanted }
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...wanted] }
}
