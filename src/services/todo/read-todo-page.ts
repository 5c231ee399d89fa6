import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { TodoItem } from '../../domain/todo-item.js'
import { queryPage } from '../../stores/dynamodb/raw-json.js'
import type { TodoQueryPlan } from './expression-builder.js'

type ItemKey = Record<string, AttributeValue>

export interface TodoPage {
  readonly items: readonly TodoItem[]
  /** The key values to go on after; nothing after the last page. */
  readonly next: readonly string[] | undefined
}

/** A filter may leave next to nothing of a page; after this many the rest is left to the next request. */
const MAX_READS_PER_PAGE = 20

/** Reads one page of a plan. It may be short of `limit` while there is more: the cursor tells. */
export async function readTodoPage(
  client: DynamoDBClient,
  table: string,
  plan: TodoQueryPlan,
  page: {
    readonly limit: number
    readonly ascending: boolean
    readonly after: readonly string[] | undefined
  },
): Promise<TodoPage> {
  const items: TodoItem[] = []
  let start = page.after === undefined ? undefined : toStartKey(plan, page.after)
  for (let reads = 0; reads < MAX_READS_PER_PAGE; reads++) {
    const answer = await queryPage(client, {
      TableName: table,
      ...(plan.index === undefined ? {} : { IndexName: plan.index }),
      KeyConditionExpression: plan.keyCondition,
      ...(plan.filter === undefined ? {} : { FilterExpression: plan.filter }),
      ...(Object.keys(plan.names).length === 0 ? {} : { ExpressionAttributeNames: plan.names }),
      ExpressionAttributeValues: marshall(plan.values),
      ScanIndexForward: page.ascending,
      // One more than asked for tells whether there is a next page; a filter needs a larger net.
      Limit: plan.filter === undefined ? page.limit + 1 : Math.max(100, page.limit * 2),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    for (const item of answer.Items ?? []) items.push(unmarshall(item) as TodoItem)
    start = answer.LastEvaluatedKey
    if (start === undefined || items.length > page.limit) break
  }
  if (items.length > page.limit) {
    const kept = items.slice(0, page.limit)
    const last = kept.at(-1)
    return {
      items: kept,
      next: last === undefined ? undefined : plan.cursorKeys.map((key) => last[key] ?? ''),
    }
  }
  return {
    items,
    next: start === undefined ? undefined : plan.cursorKeys.map((key) => start?.[key]?.S ?? ''),
  }
}

function toStartKey(plan: TodoQueryPlan, after: readonly string[]): ItemKey {
  return Object.fromEntries(plan.cursorKeys.map((key, i) => [key, { S: after[i] ?? '' }]))
}
