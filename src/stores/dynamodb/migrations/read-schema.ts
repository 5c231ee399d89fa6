import type { KeySchemaElement } from '@aws-sdk/client-dynamodb'
import type { SchemaObject } from '../../contracts/schema-object.js'
import type { ItemReader } from '../client/item-reader.js'

/** Reads the todo table's keys, indexes and time to live. */
export async function readSchema(reader: ItemReader): Promise<readonly SchemaObject[]> {
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
    name: IndexName,
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
      name: `${table} time to live`,
      parent: table,
      definition: enabled ? `on, ${ttl.AttributeName}` : 'off',
    },
  ]
}
