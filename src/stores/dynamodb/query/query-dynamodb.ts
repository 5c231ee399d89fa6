import {
  type AttributeValue,
  ExecuteStatementCommand,
  type ExecuteStatementCommandOutput,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { writeNotAllowedError } from '../../query-text/write-not-allowed-error.js'
import { toDynamodbQueryError } from './to-dynamodb-query-error.js'
import { toDynamodbRow } from './to-dynamodb-row.js'
import { bindParameters } from '../../query-text/bind-parameters.js'
import type { QueryResult, ResultRow, TextQuery } from '../../contracts/query.js'
import { getFirstWord } from '../../query-text/tokenize-sql.js'

/** Runs a PartiQL statement and streams all pages. Only SELECT is allowed unless `write` is set. */
export async function queryDynamodb(store: DynamodbStore, query: TextQuery): Promise<QueryResult> {
  const bound = bindParameters(query.text, query.parameters, () => '?', false)
  const verb = getFirstWord(query.text) ?? ''
  if (!query.write && verb !== 'SELECT') {
    throw writeNotAllowedError(`${verb || 'An empty query'} is not a SELECT statement.`, {
      detail: 'PartiQL queries are read-only by default.',
    })
  }
  // DynamoDB does not accept a trailing semicolon.
  const statement = bound.text.trim().replace(/;$/, '')
  const parameters = bound.values.map(
    (value) => marshall({ value }, { convertTopLevelContainer: false })['value'],
  )
  const page = async (token: string | undefined): Promise<ExecuteStatementCommandOutput> => {
    try {
      return await store.client.send(
        new ExecuteStatementCommand({
          Statement: statement,
          ...(parameters.length === 0
            ? {}
            : { Parameters: parameters.filter((value): value is AttributeValue => value !== undefined) }),
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        query.signal ? { abortSignal: query.signal } : {},
      )
    } catch (error) {
      throw toDynamodbQueryError(error)
    }
  }
  const first = await page(undefined)
  async function* read(): AsyncGenerator<ResultRow> {
    for (let current = first; ; current = await page(current.NextToken)) {
      for (const item of current.Items ?? []) yield toDynamodbRow(item)
      if (current.NextToken === undefined) return
    }
  }
  return { rows: read(), ...(verb === 'SELECT' ? {} : { summary: () => `${verb} done` }) }
}
