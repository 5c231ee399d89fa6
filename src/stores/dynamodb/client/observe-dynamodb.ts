import { isRecord } from '../../../core/is-record.js'
import { WRITTEN_RECORDS } from '../../../core/span-record.js'
import type { SpanAttributes } from '../../../core/tracing.js'
import type { RequestObserver } from '../../contracts/observe-requests.js'
import type { DynamodbStore } from './dynamodb-store.js'

export function observeDynamodb({ hooks }: DynamodbStore, onRequest: RequestObserver): () => void {
  return hooks.add(async ({ operation, input }, send) => {
    const end = onRequest({ operation, describe: () => describeRequest(operation, input) })
    let failed = true
    try {
      const response = await send()
      failed = false
      return response
    } finally {
      end(failed)
    }
  })
}

/** Expressions have names and placeholders; the values are separate. */
const EXPRESSIONS = ['KeyConditionExpression', 'FilterExpression', 'ConditionExpression', 'UpdateExpression']
const MAX_TEXT = 2000
const MAX_RECORDS = 20

function describeRequest(operation: string, input: object): SpanAttributes {
  const request = input as Readonly<Record<string, unknown>>
  const writes = listWrites(operation, request)
  const text = [request, ...writes].flatMap((each) =>
    EXPRESSIONS.flatMap((name) => (typeof each[name] === 'string' ? [each[name]] : [])),
  )
  const table = [request, ...writes].map((each) => each['TableName']).find((each) => typeof each === 'string')
  const records = writes.flatMap(toRecord).slice(0, MAX_RECORDS)
  const index = request['IndexName']
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': operation,
    ...(table === undefined ? {} : { 'db.collection.name': table }),
    ...(typeof index === 'string' ? { 'aws.dynamodb.index_name': index } : {}),
    ...(text.length === 0 ? {} : { 'db.query.text': [...new Set(text)].join('; ').slice(0, MAX_TEXT) }),
    ...(records.length === 0 ? {} : { [WRITTEN_RECORDS]: records }),
  }
}

type Fields = Readonly<Record<string, unknown>>

/** The puts, updates and deletes of a request. */
function listWrites(operation: string, request: Fields): readonly Fields[] {
  if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation)) return [request]
  const items = request['TransactItems']
  if (operation !== 'TransactWriteItems' || !Array.isArray(items)) return []
  return items.flatMap((item: unknown) => {
    if (!isRecord(item)) return []
    const write = item['Put'] ?? item['Update'] ?? item['Delete']
    return isRecord(write) ? [write] : []
  })
}

/** The key of an item of an entity: `TODO#<time>#<id>` is the todo `<id>`. Outbox entries and markers are no records. */
function toRecord(write: Fields): readonly string[] {
  const key = isRecord(write['Item']) ? write['Item'] : write['Key']
  const sortKey = isRecord(key) && isRecord(key['SK']) ? key['SK']['S'] : undefined
  const [, kind, id] =
    /^(TODO)#(?:.*#)?([0-9a-f-]{36})$/.exec(typeof sortKey === 'string' ? sortKey : '') ?? []
  return kind === undefined || id === undefined ? [] : [`${kind.toLowerCase()} ${id}`]
}
