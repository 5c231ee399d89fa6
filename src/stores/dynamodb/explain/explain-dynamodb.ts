import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { formatCount } from '../../../core/format-count.js'
import { type Finding, isWasteful, type PatternMeasurement } from '../../contracts/access-pattern.js'
import type { DynamodbRequest } from '../../../core/store-types.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'

/** The name of the table's primary key in `explain`. */
const TABLE_KEY = 'table'

/**
 * Runs the query and adds up the capacity that DynamoDB reports. Reads one page if the request limits its items, otherwise
 * at most ten.
 */
export async function explainDynamodb(
  store: DynamodbStore,
  request: DynamodbRequest,
  index: string,
): Promise<PatternMeasurement> {
  const started = performance.now()
  const used = request.IndexName ?? TABLE_KEY
  const sums = { capacity: 0, examined: 0, returned: 0, pages: 0 }
  let start: QueryCommandInput['ExclusiveStartKey']
  try {
    do {
      const response = await store.client.send(
        new QueryCommand({
          ...request,
          TableName: store.table,
          ReturnConsumedCapacity: 'INDEXES',
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      )
      sums.capacity += response.ConsumedCapacity?.CapacityUnits ?? 0
      sums.examined += response.ScannedCount ?? 0
      sums.returned += response.Count ?? 0
      sums.pages++
      start = response.LastEvaluatedKey
    } while (start !== undefined && sums.pages < 10 && request.Limit === undefined)
  } catch (error) {
    if (
      !(error instanceof Error) ||
      !['ValidationException', 'ResourceNotFoundException'].includes(error.name)
    )
      throw error
    return {
      ...sums,
      indexes: [],
      elapsedMs: performance.now() - started,
      findings: ['missing-index'],
      plan: 'error',
      detail: error.message,
      problem: error.message,
    }
  }
  const findings: Finding[] = []
  if (used !== index) findings.push('wrong-index')
  if (isWasteful(sums.examined, sums.returned)) findings.push('wasteful-filter')
  return {
    indexes: [used],
    examined: sums.examined,
    returned: sums.returned,
    capacity: sums.capacity,
    elapsedMs: performance.now() - started,
    findings,
    plan: `Query ${used}, ${formatCount(sums.pages, 'page')}`,
    detail: sums,
  }
}
