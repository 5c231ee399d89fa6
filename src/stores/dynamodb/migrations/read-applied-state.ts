import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { type AppliedState, requireHistory, schemasDiffer } from '../../contracts/applied-state.js'
import { openItemReader } from '../client/open-item-reader.js'
import { findHistory, readSchemaRecord, toHistoryTableName } from './read-history.js'
import { readSchema } from './read-schema.js'

/** Reads the migration history and the schema, without the AWS SDK where possible. Rejects if there is no history. */
export async function readAppliedState(endpoint: DynamodbEndpoint): Promise<AppliedState> {
  await using historyReader = await openItemReader({
    ...endpoint,
    table: toHistoryTableName(endpoint.table),
  })
  const [history, record, live] = await Promise.all([
    findHistory(historyReader),
    readSchemaRecord(historyReader, endpoint.table),
    readSchema(endpoint),
  ])
  return { history: requireHistory(history), drifted: schemasDiffer(record, live) }
}
