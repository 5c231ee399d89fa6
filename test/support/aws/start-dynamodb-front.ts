import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StaticDynamodbEndpoint } from '../../../src/core/store-types.js'
import { type AcceptedKeys, type AwsProblem, findSignatureProblem } from './find-signature-problem.js'
import { TokenBucket } from './token-bucket.js'

/** The part of AWS that a local engine lacks: signatures, throttling, latency and policies. All can be changed at any time. */
export interface DynamodbFront extends AsyncDisposable {
  readonly url: string
  keys: AcceptedKeys
  /** Actions that the policy denies, such as `dynamodb:Scan`. */
  readonly denied: Set<string>
  /** Write units per second; undefined: unlimited. */
  bucket: TokenBucket | undefined
  latencyMs: number
  /** How far the clock of AWS is ahead of the one of this machine. */
  clockSkewMs: number
  /** Headers that are added to every response, such as those of AWS. */
  headers: Readonly<Record<string, string>>
  /** Names of the actions of all requests, and of the errors that were returned. */
  readonly actions: string[]
  readonly errors: string[]
  /** What the policy of the caller must allow for all requests, such as `dynamodb:PutItem`. */
  readonly permissions: Set<string>
}

interface Writes {
  readonly RequestItems: Readonly<Record<string, readonly object[]>>
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'])

/** Starts a server in front of a real engine. It accepts only requests that are signed for `region`. */
export async function startDynamodbFront(
  engine: StaticDynamodbEndpoint,
  region: string = 'eu-central-1',
): Promise<DynamodbFront> {
  const server = createServer((request, response) => {
    serve(front, { engine, region }, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const front: DynamodbFront = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: new Map(),
    denied: new Set(),
    bucket: undefined,
    latencyMs: 0,
    clockSkewMs: 0,
    headers: {},
    actions: [],
    errors: [],
    permissions: new Set(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return front
}

async function serve(
  front: DynamodbFront,
  { engine, region }: { readonly engine: StaticDynamodbEndpoint; readonly region: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(request)
  const action = String(request.headers['x-amz-target']).replace(/^.*\./, '')
  front.actions.push(action)
  const permissions = listPermissions(action, body)
  for (const permission of permissions) front.permissions.add(permission)
  const now = Date.now() + front.clockSkewMs
  response.setHeader('date', new Date(now).toUTCString())
  for (const [name, value] of Object.entries(front.headers)) response.setHeader(name, value)
  await sleep(front.latencyMs)
  const problem =
    (await findSignatureProblem(request.headers, body, { keys: front.keys, region, now })) ??
    findDenial(front, permissions)
  const { send, rest } =
    problem === undefined ? throttle(front, action, body) : { send: undefined, rest: undefined }
  if (rest !== undefined) front.errors.push('UnprocessedItems')
  if (problem !== undefined || send === undefined) {
    const refusal = problem ?? {
      name: 'ProvisionedThroughputExceededException',
      message: 'The level of configured provisioned throughput for the table was exceeded.',
    }
    front.errors.push(refusal.name)
    const content = { __type: `com.amazon.coral.service#${refusal.name}`, message: refusal.message }
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(content))
    return
  }
  const forwarded = await fetch(engine.endpoint, {
    method: 'POST',
    body: send,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${engine.accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
  })
  const text = await forwarded.text()
  response.writeHead(forwarded.status, { 'content-type': 'application/x-amz-json-1.0' })
  response.end(
    rest === undefined
      ? text
      : JSON.stringify({ ...(JSON.parse(text) as object), UnprocessedItems: rest.RequestItems }),
  )
}

function findDenial({ denied }: DynamodbFront, permissions: readonly string[]): AwsProblem | undefined {
  const missing = permissions.find((permission) => denied.has(permission))
  if (missing === undefined) return undefined
  return {
    name: 'AccessDeniedException',
    message: `User: arn:aws:iam::123456789012:user/test is not authorized to perform: ${missing} on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/test because no identity-based policy allows the ${missing} action`,
  }
}

const STATEMENTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*select/i, 'PartiQLSelect'],
  [/^\s*insert/i, 'PartiQLInsert'],
  [/^\s*update/i, 'PartiQLUpdate'],
  [/^\s*delete/i, 'PartiQLDelete'],
]
const PARTS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

/** The actions of IAM that a request needs: of a transaction, those of its parts; of a statement, that of its kind. */
function listPermissions(action: string, body: Buffer): readonly string[] {
  const { TransactItems = [], Statement } = JSON.parse(body.toString() || '{}') as {
    readonly TransactItems?: readonly object[]
    readonly Statement?: string
  }
  const names =
    Statement === undefined
      ? TransactItems.flatMap((part) => Object.keys(part).map((kind) => PARTS[kind] ?? kind))
      : STATEMENTS.filter(([pattern]) => pattern.test(Statement)).map(([, name]) => name)
  return (names.length === 0 ? [action] : names).map((name) => `dynamodb:${name}`)
}

/** What may be sent now; of a batch, a part. Nothing if the request is throttled as a whole. */
function throttle(
  { bucket }: DynamodbFront,
  action: string,
  body: Buffer,
): { readonly send: string | undefined; readonly rest?: Writes } {
  const text = body.toString()
  if (bucket === undefined) return { send: text }
  if (WRITES.has(action)) return { send: bucket.take(1) ? text : undefined }
  if (action !== 'BatchWriteItem') return { send: text }
  const { RequestItems, ...others } = JSON.parse(text) as Writes
  const [[table, writes] = ['', []]] = Object.entries(RequestItems)
  const accepted = writes.filter((write) => bucket.take(Math.ceil(JSON.stringify(write).length / 1024)))
  if (accepted.length === 0) return { send: undefined }
  const send = JSON.stringify({ ...others, RequestItems: { [table]: accepted } })
  const rest = writes.filter((write) => !accepted.includes(write))
  return rest.length === 0 ? { send } : { send, rest: { RequestItems: { [table]: rest } } }
}
