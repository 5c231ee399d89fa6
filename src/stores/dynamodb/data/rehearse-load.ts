import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'

/**
 * Throws the error that DynamoDB returns for an item whose attribute has another type than the key of an index. The only other
 * constraint is the key of the table, which every record has.
 */
export async function rehearseLoad(
  store: DynamodbStore,
  entities: EntityRegistry,
  batch: RecordBatch,
): Promise<void> {
  const { Table: table } = await store.client.send(new DescribeTableCommand({ TableName: store.table }))
  const definitions = table?.AttributeDefinitions ?? []
  for (const { plural } of entities.ofStore('dynamodb')) {
    const records: readonly object[] = batch[plural] ?? []
    for (const record of records) {
      const item = marshall(record)
      for (const { AttributeName: name = '', AttributeType: type = '' } of definitions) {
        const [actual] = Object.keys(item[name] ?? {})
        if (actual !== undefined && actual !== type) throw mismatchError(name, type, actual)
      }
    }
  }
}

function mismatchError(name: string, expected: string, actual: string): Error {
  const error = new Error(`Type mismatch for Index Key ${name} Expected: ${expected} Actual: ${actual}`)
  error.name = 'ValidationException'
  return error
}
