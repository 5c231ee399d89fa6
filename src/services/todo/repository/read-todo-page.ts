import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Item } from '../../../stores/dynamodb/client/item-reader.js'
import { queryPage } from '../../../stores/dynamodb/client/raw-json.js'
import { buildTodoQuery, type TodoPageOptions } from '../access-patterns/build-todo-query.js'
import type { TodoQueryPlan } from '../access-patterns/expression-builder.js'

export interface TodoPage {
  /** As DynamoDB returns them. */
  readonly items: readonly Item[]
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
  page: TodoPageOptions & { readonly after: readonly string[] | undefined },
): Promise<TodoPage> {
  const items: Item[] = []
  let start = page.after === undefined ? undefined : toStartKey(plan, page.after)
  for (let reads = 0; reads < MAX_READS_PER_PAGE; reads++) {
    const response = await queryPage(client, table, buildTodoQuery(plan, page, start))
    items.push(...(response.Items ?? []))
    start = response.LastEvaluatedKey
    if (start === undefined || items.length > page.limit) break
  }
  if (items.length > page.limit) {
    const pageItems = items.slice(0, page.limit)
    const last = pageItems.at(-1)
    return {
      items: pageItems,
      next: last && getCursorKeys(plan, last),
    }
  }
  return {
    items,
    next: start && getCursorKeys(plan, start),
  }
}

function getCursorKeys(plan: TodoQueryPlan, item: Item): readonly string[] {
  return plan.cursorKeys.map((key) => item[key]?.S ?? '')
}

function toStartKey(plan: TodoQueryPlan, after: readonly string[]): Item {
  return Object.fromEntries(plan.cursorKeys.map((key, i) => [key, { S: after[i] ?? '' }]))
}
