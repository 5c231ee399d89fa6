import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb'

/** The request for a table with the keys and indexes of another one: on-demand, like the tables that migrations create. */
export function toCreateRequest(name: string, table: TableDescription): CreateTableCommandInput {
  const toIndex = ({
    IndexName,
    KeySchema,
    Projection,
  }: NonNullable<TableDescription['LocalSecondaryIndexes']>[number]) => ({ IndexName, KeySchema, Projection })
  const { GlobalSecondaryIndexes: global = [], LocalSecondaryIndexes: local = [] } = table
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: table.KeySchema,
    AttributeDefinitions: table.AttributeDefinitions,
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global.map(toIndex) }),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local.map(toIndex) }),
  }
}
