import { type AttributeValue, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../../stores/dynamodb/client/dynamodb-store.js'
import { type Finding, isWasteful, type PatternMeasurement } from './access-pattern.js'

/** The key condition and filter of a query. */
export interface DynamodbPatternQuery {
  readonly pk: readonly [string, string]
  readonly sk?: readonly [string, '=' | 'begins_with', string] | readonly [string, 'between', string, string]
  readonly filter?: string
  readonly limit?: number
}

/** Runs the query for at most ten pages and adds up the capacity that DynamoDB reports. */
export async function explainDynamodb(
  store: DynamodbStore,
  index: string | undefined,
  query: DynamodbPatternQuery,
): Promise<PatternMeasurement> {
  const started = performance.now()
  const sums = { capacity: 0, examined: 0, returned: 0, pages: 0 }
  let start: QueryCommandInput['ExclusiveStartKey']
  try {
    do {
      const response = await store.client.send(
        new QueryCommand({ ...toQueryInput(store.table, index, query), ExclusiveStartKey: start }),
      )
      sums.capacity += response.ConsumedCapacity?.CapacityUnits ?? 0
      sums.examined += response.ScannedCount ?? 0
      sums.returned += response.Count ?? 0
      sums.pages++
      start = response.LastEvaluatedKey
    } while (start !== undefined && sums.pages < 10 && query.limit === undefined)
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
  const findings: Finding[] = isWasteful(sums.examined, sums.returned) ? ['wasteful-filter'] : []
  return {
    indexes: [index ?? 'table'],
    examined: sums.examined,
    returned: sums.returned,
    capacity: sums.capacity,
    elapsedMs: performance.now() - started,
    findings,
    plan: `Query ${index ?? 'table'}, ${sums.pages} ${sums.pages === 1 ? 'page' : 'pages'}`,
    detail: sums,
  }
}

function toQueryInput(
  table: string,
  index: string | undefined,
  query: DynamodbPatternQuery,
): QueryCommandInput {
  const { pk, sk } = query
  const names: Record<string, string> = { '#pk': pk[0] }
  const values: Record<string, AttributeValue> = { ':pk': { S: pk[1] } }
  let condition = '#pk = :pk'
  if (sk !== undefined) {
    names['#sk'] = sk[0]
    values[':sk'] = { S: sk[2] }
    if (sk[1] === 'between') values[':to'] = { S: sk[3] }
    condition += {
      '=': ' AND #sk = :sk',
      begins_with: ' AND begins_with(#sk, :sk)',
      between: ' AND #sk BETWEEN :sk AND :to',
    }[sk[1]]
  }
  return {
    TableName: table,
    KeyConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnConsumedCapacity: 'INDEXES',
    ...(index === undefined ? {} : { IndexName: index }),
    ...(query.limit === undefined ? {} : { Limit: query.limit }),
    ...(query.filter === undefined ? {} : { FilterExpression: query.filter }),
  }
}
