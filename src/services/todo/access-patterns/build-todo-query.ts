import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamodbRequest } from '../../../core/store-types.js'
import type { TodoQueryPlan } from './expression-builder.js'

/** One page of a list of todos. */
export interface TodoPageOptions {
  readonly limit: number
  readonly ascending: boolean
}

/** Builds the query that reads the items of a page, after the item with the key `start`. */
export function buildTodoQuery(
  plan: TodoQueryPlan,
  page: TodoPageOptions,
  start?: Record<string, AttributeValue>,
): DynamodbRequest {
  return {
    ...(plan.index === undefined ? {} : { IndexName: plan.index }),
    KeyConditionExpression: plan.keyCondition,
    ...(plan.filter === undefined ? {} : { FilterExpression: plan.filter }),
    ...(Object.keys(plan.names).length === 0 ? {} : { ExpressionAttributeNames: plan.names }),
    ExpressionAttributeValues: marshall(plan.values),
    ScanIndexForward: page.ascending,
    // One extra item shows whether there is a next page. A filter excludes items, so more of them are read.
    Limit: plan.filter === undefined ? page.limit + 1 : Math.max(100, page.limit * 2),
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  }
}
