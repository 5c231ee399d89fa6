import type { CommandStartedEvent } from 'mongodb'
import type { AccessPattern } from '../../src/stores/contracts/access-pattern.js'
import type { DynamodbRequest, MongoRequest } from '../../src/core/store-types.js'
import { pg } from '../../src/stores/postgres/client/pg.js'
import type { Stores } from '../../src/stores/stores.js'
import { PLACEHOLDERS } from '../../src/domain/pattern-samples.js'

/** Records the requests that reach the clients of the stores, each as its shape: the request without its values. */
export interface RequestRecorder extends Disposable {
  readonly shapes: ReadonlySet<string>
  /** Records a request that does not pass through these clients. */
  add(request: MongoRequest): void
}

/** Records from now on. The clients must not be connected yet. */
export function recordRequests(stores: Stores): RequestRecorder {
  const shapes = new Set<string>()
  // Called with the client as `this`.
  const { query } = pg.Client.prototype // oxlint-disable-line typescript/unbound-method
  pg.Client.prototype.query = function record(this: pg.Client, ...args: unknown[]): unknown {
    const [request] = args
    const text = typeof request === 'string' ? request : (request as { text?: string } | undefined)?.text
    if (text !== undefined) shapes.add(toSqlShape(text))
    return (query as (...given: unknown[]) => unknown).apply(this, args)
  } as typeof query
  stores.dynamodb.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === 'QueryCommand') shapes.add(toQueryShape(args.input as DynamodbRequest))
      return next(args)
    },
    { step: 'initialize', name: 'record-requests' },
  )
  Object.assign(stores.mongo.client, { monitorCommands: true })
  stores.mongo.client.on('commandStarted', ({ command }: CommandStartedEvent) => {
    if ('find' in command || 'aggregate' in command || 'update' in command)
      shapes.add(toCommandShape(command as MongoRequest))
  })
  return {
    shapes,
    add: (request) => shapes.add(toCommandShape(request)),
    [Symbol.dispose]() {
      pg.Client.prototype.query = query
    },
  }
}

/** The shape of the request that `explain` runs for a pattern. */
export function getPatternShape(pattern: AccessPattern): string {
  if (pattern.store === 'postgres') return toSqlShape(pattern.toSampleRequest(PLACEHOLDERS).text)
  if (pattern.store === 'dynamodb') return toQueryShape(pattern.toSampleRequest(PLACEHOLDERS))
  return toCommandShape(pattern.toSampleRequest(PLACEHOLDERS))
}

function toSqlShape(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function toQueryShape(request: DynamodbRequest): string {
  const { IndexName: index = 'table', KeyConditionExpression: condition, FilterExpression: filter } = request
  return `Query ${index} ${condition ?? ''}${filter === undefined ? '' : ` filter ${filter}`}`
}

/** The structure of filters and pipelines counts, and every value in a sort or a projection. */
function toCommandShape(request: MongoRequest): string {
  if ('aggregate' in request) return `aggregate ${request.aggregate} ${toShape(request.pipeline)}`
  if ('update' in request) {
    const [{ q, u }] = request.updates
    return `update ${request.update} ${toShape(q)} ${toShape(u)}`
  }
  const { find, filter, projection = {}, sort = {} } = request
  const order = JSON.stringify(sort instanceof Map ? Object.fromEntries(sort) : sort)
  return `find ${find} ${toShape(filter)} ${JSON.stringify(projection)} ${order}`
}

function toShape(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toShape).join()}]`
  if (value instanceof Map) return toShape(Object.fromEntries(value))
  if (typeof value === 'string' && value.startsWith('$')) return value
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return '?'
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}: ${toShape(inner)}`)
    .join()}}`
}
