import {
  DescribeTableCommand,
  type KeySchemaElement,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb'
import { HomeError } from '../../../core/home-error.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { toDynamodbQueryError } from './to-dynamodb-query-error.js'
import { type QueryPage, readQueryPages } from './read-query-pages.js'
import type { KeyQuery, QueryResult } from '../../contracts/query.js'

/** Runs DynamoDB's Query on the table or an index and streams all pages. Never scans. */
export async function queryDynamodbByKeys(store: DynamodbStore, query: KeyQuery): Promise<QueryResult> {
  const { hash, range } = await readKeyNames(store, query.index)
  const names: Record<string, string> = { '#pk': hash }
  const values: Record<string, { S: string }> = { ':pk': { S: query.pk } }
  let condition = '#pk = :pk'
  const sort = query.sk ?? query.skBeginsWith
  if (sort !== undefined) {
    if (range === undefined)
      throw invalidKeyQueryError(
        `${query.index ?? store.table} has no sort key.`,
        'Omit --sk and --sk-begins-with.',
      )
    names['#sk'] = range
    values[':sk'] = { S: sort }
    condition += query.sk === undefined ? ' AND begins_with(#sk, :sk)' : ' AND #sk = :sk'
  }
  type Key = QueryCommandOutput['LastEvaluatedKey']
  const page = async (start: Key): Promise<QueryPage<NonNullable<Key>>> => {
    try {
      const { Items: items = [], LastEvaluatedKey: next } = await store.client.send(
        new QueryCommand({
          TableName: store.table,
          KeyConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
          ScanIndexForward: !query.descending,
          ...(query.index === undefined ? {} : { IndexName: query.index }),
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
        query.signal ? { abortSignal: query.signal } : {},
      )
      return { items, next }
    } catch (error) {
      throw await toDynamodbQueryError(store, error, {
        table: store.table,
        ...(query.index === undefined ? {} : { index: query.index }),
      })
    }
  }
  return readQueryPages(page, query.page)
}

async function readKeyNames(
  store: DynamodbStore,
  index: string | undefined,
): Promise<{ readonly hash: string; readonly range: string | undefined }> {
  const { Table: table } = await store.client
    .send(new DescribeTableCommand({ TableName: store.table }))
    .catch(async (error: unknown) => {
      throw await toDynamodbQueryError(store, error, { table: store.table })
    })
  const indexes = [...(table?.GlobalSecondaryIndexes ?? []), ...(table?.LocalSecondaryIndexes ?? [])]
  const schema =
    index === undefined ? table?.KeySchema : indexes.find((each) => each.IndexName === index)?.KeySchema
  const hash = findKeyName(schema, 'HASH')
  if (hash === undefined) {
    const known = indexes.map((each) => each.IndexName).join(', ') || 'none'
    throw invalidKeyQueryError(`${store.table} has no index ${index}.`, `Available indexes: ${known}.`)
  }
  return { hash, range: findKeyName(schema, 'RANGE') }
}

function findKeyName(schema: readonly KeySchemaElement[] | undefined, type: string): string | undefined {
  return schema?.find((key) => key.KeyType === type)?.AttributeName
}

function invalidKeyQueryError(message: string, suggestion: string): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, { message, suggestion })
}
