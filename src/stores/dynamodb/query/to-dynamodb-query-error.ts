import { ListTablesCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { findClosestMatch } from '../../../core/closest-match.js'
import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'

/** Converts an exception of DynamoDB to a HomeError. Other errors are returned unchanged. `table`: the one in the query. */
export async function toDynamodbQueryError(
  store: DynamodbStore,
  error: unknown,
  table?: string,
): Promise<unknown> {
  if (!(error instanceof Error) || !error.name.endsWith('Exception')) return error
  const isMissing = error instanceof ResourceNotFoundException && table !== undefined
  const tables = isMissing ? await listTables(store) : []
  const guess = findClosestMatch(table ?? '', tables) ?? tables[0]
  const isSyntaxError = /well formed|syntax/i.test(error.message)
  const suggestion =
    isMissing && guess !== undefined && guess !== table
      ? `Did you mean "${guess}"?`
      : `An example, in which the name is quoted for its -: SELECT * FROM "${store.table}" WHERE PK = 'USER#…'`
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: isMissing
      ? `DynamoDB returned an error: there is no table ${table}, or it does not have the index.`
      : `DynamoDB returned an error: ${error.message}`,
    detail: isMissing ? `Tables: ${tables.join(', ') || 'none'}.` : error.name,
    ...(isMissing || isSyntaxError ? { suggestion } : {}),
    cause: error,
  })
}

/** The error of the query is reported in any case. */
async function listTables({ client }: DynamodbStore): Promise<readonly string[]> {
  return client.send(new ListTablesCommand({})).then(
    ({ TableNames = [] }) => TableNames,
    () => [],
  )
}
