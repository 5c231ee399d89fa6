import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { TodoItem } from '../../domain/entities/todo.js'
import { queryPage } from '../../stores/dynamodb/client/raw-json.js'
import type { TodoQueryPlan } from './expression-builder.js'

type ItemKey = Record<string, AttributeValue>

export interface TodoPage {
  readonly items: readonly TodoItem[]
  /** The key values of the next cursor; undefined on the last page. */
  readonly next: readonly string[] | undefined
}

/** A filter may exclude nearly all items that are read. After this many reads the page ends early. */
const MAX_READS_PER_PAGE = 20

/** Reads one page. It may have fewer than `limit` items although there are more; then `next` is set. */
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
    const response = await queryPage(client, {
      TableName: table,
      ...(plan.index === undefined ? {} : { IndexName: plan.index }),
      KeyConditionExpression: plan.keyCondition,
      ...(plan.filter === undefined ? {} : { FilterExpression: plan.filter }),
      ...(Object.keys(plan.names).length === 0 ? {} : { ExpressionAttributeNames: plan.names }),
      ExpressionAttributeValues: marshall(plan.values),
      ScanIndexForward: page.ascending,
      // One extra item shows whether there is a next page. A filter excludes items, so more of them are read.
      Limit: plan.filter === undefined ? page.limit + 1 : Math.max(100, page.limit * 2),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    for (const item of response.Items ?? []) items.push(unmarshall(item) as TodoItem)
    start = response.LastEvaluatedKey
    if (start === undefined || items.length > page.limit) break
  }
  if (items.length > page.limit) {
    const pageItems = items.slice(0, page.limit)
    const last = pageItems.at(-1)
    return {
      items: pageItems,
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
