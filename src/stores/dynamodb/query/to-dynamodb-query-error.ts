import { ListTablesCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { findClosestMatch } from '../../../core/closest-match.js'
import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { describeDynamodbError } from '../client/describe-dynamodb-error.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'

/** What a query names. */
export interface QuerySource {
  readonly table: string
  readonly index?: string
}

/** Converts an exception of DynamoDB to a HomeError. Other errors are returned unchanged. */
export async function toDynamodbQueryError(
  store: DynamodbStore,
  error: unknown,
  source?: QuerySource,
): Promise<unknown> {
  if (!(error instanceof Error) || !error.name.endsWith('Exception')) return error
  if (source !== undefined && isNotFound(error, source))
    return notFoundError(error, source, await listTables(store))
  const { reason, detail, isSyntaxError } = describeDynamodbError(error)
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `DynamoDB rejected the query: ${reason}.`,
    detail,
    ...(isSyntaxError
      ? {
          suggestion: `An example, in which the name is quoted for its -: SELECT * FROM "${store.table}" WHERE PK = 'USER#…'`,
        }
      : {}),
    cause: error,
  })
}

/** DynamoDB has no error of its own for a missing index. */
function isNotFound(error: Error, { index }: QuerySource): boolean {
  return (
    error instanceof ResourceNotFoundException ||
    (index !== undefined && /specified index/i.test(error.message))
  )
}

function notFoundError(cause: Error, { table, index }: QuerySource, tables: readonly string[]): HomeError {
  const exists = tables.includes(table)
  // The part of a name after its prefix is how people remember it: todos of homemanager-todos.
  const guess = findClosestMatch(table, tables) ?? tables.find((each) => each.endsWith(`-${table}`))
  const missing =
    exists && index !== undefined ? `The table ${table} has no index ${index}` : `There is no table ${table}`
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `${missing}.`,
    detail: exists ? describeDynamodbError(cause).detail : `Tables: ${tables.join(', ') || 'none'}.`,
    ...(exists || guess === undefined ? {} : { suggestion: `Did you mean "${guess}"?` }),
    cause,
  })
}

/** The error of the query is reported in any case. */
async function listTables({ client }: DynamodbStore): Promise<readonly string[]> {
  return client.send(new ListTablesCommand({})).then(
    ({ TableNames = [] }) => TableNames,
    () => [],
  )
}
