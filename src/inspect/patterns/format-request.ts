import type { AccessPattern } from '../../stores/contracts/access-pattern.js'
import type { DynamodbRequest, MongoRequest } from '../../stores/contracts/request.js'
import { PLACEHOLDERS } from '../../domain/pattern-samples.js'

/** The request of a pattern in one line, as it would be typed, with placeholders for values. */
export function formatPatternRequest(pattern: AccessPattern): string {
  if (pattern.store === 'postgres') return pattern.toSampleRequest(PLACEHOLDERS).text.replaceAll(/\s+/g, ' ')
  if (pattern.store === 'dynamodb') return formatDynamodbRequest(pattern.toSampleRequest(PLACEHOLDERS))
  return formatMongoRequest(pattern.toSampleRequest(PLACEHOLDERS))
}

function formatDynamodbRequest(request: DynamodbRequest): string {
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

/** As typed for `homemanager query mongo`. */
function formatMongoRequest(request: MongoRequest): string {
  if ('aggregate' in request) return `${request.aggregate}.aggregate(${JSON.stringify(request.pipeline)})`
  if ('update' in request) {
    const [{ q, u }] = request.updates
    return `${request.update}.updateMany(${JSON.stringify(q)}, ${JSON.stringify(u)})`
  }
  const projection = request.projection === undefined ? '' : `, ${JSON.stringify(request.projection)}`
  const sort = request.sort === undefined ? '' : `.sort(${JSON.stringify(request.sort)})`
  const limit = request.limit === undefined ? '' : `.limit(${request.limit})`
  return `${request.find}.find(${JSON.stringify(request.filter)}${projection})${sort}${limit}`
}
