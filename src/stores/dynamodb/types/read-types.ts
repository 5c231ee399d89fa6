import { DescribeTableCommand, type KeySchemaElement } from '@aws-sdk/client-dynamodb'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { declareFields } from '../../contracts/declare-fields.js'
import { type DeclaredProperty, type DeclaredType, toTypeName } from '../../contracts/declared-type.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'

/** Attributes are text, numbers or bytes if a key consists of them. */
const KEY_TYPES: Readonly<Record<string, string>> = { S: 'string', N: 'number', B: 'Uint8Array' }

/** The types of the keys of the table and its indexes, and of the items of each entity after unmarshalling. */
export async function readItemTypes(
  { client, table }: DynamodbStore,
  entities: EntityRegistry,
): Promise<readonly DeclaredType[]> {
  const { Table: found } = await client.send(new DescribeTableCommand({ TableName: table }))
  const attributes = new Map(
    (found?.AttributeDefinitions ?? []).map(({ AttributeName = '', AttributeType = '' }) => [
      AttributeName,
      KEY_TYPES[AttributeType] ?? 'unknown',
    ]),
  )
  const toProperties = (schema: readonly KeySchemaElement[] = []): readonly DeclaredProperty[] =>
    schema.map(({ AttributeName: name = '' }) => ({ name, type: attributes.get(name) ?? 'unknown' }))
  const keys = toProperties(found?.KeySchema)
  const indexes = (found?.GlobalSecondaryIndexes ?? []).toSorted((a, b) =>
    (a.IndexName ?? '') < (b.IndexName ?? '') ? -1 : 1,
  )
  return [
    { name: `${toTypeName(table)}Key`, source: `table ${table}`, properties: keys },
    ...indexes.map(({ IndexName = '', KeySchema }) => ({
      name: `${toTypeName(table)}${toTypeName(IndexName)}Key`,
      source: `index ${IndexName} of ${table}`,
      properties: toProperties(KeySchema),
    })),
    ...entities.ofStore('dynamodb').map(({ name, fields, place }) => ({
      name: `${toTypeName(name)}Item`,
      source: `items ${place.sortKeyPrefix} of ${table}`,
      properties: [...keys.filter((key) => fields[key.name] === undefined), ...declareFields(fields)],
    })),
  ]
}
