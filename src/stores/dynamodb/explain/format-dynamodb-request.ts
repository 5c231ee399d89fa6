import type { DynamodbRequest } from '../../../core/store-types.js'

/** A query in one line, with the names and values substituted. */
export function formatDynamodbRequest(request: DynamodbRequest): string {
  const { KeyConditionExpression: condition, FilterExpression: filter } = request
  const substitute = (expression: string): string =>
    expression
      .replaceAll(/#\w+/g, (name) => request.ExpressionAttributeNames?.[name] ?? name)
      .replaceAll(/:\w+/g, (name) => request.ExpressionAttributeValues?.[name]?.S ?? name)
  return [
    `Query ${request.IndexName ?? 'table'} ${substitute(condition ?? '')}`,
    ...(filter === undefined ? [] : [`filter ${substitute(filter)}`]),
  ].join(' ')
}
