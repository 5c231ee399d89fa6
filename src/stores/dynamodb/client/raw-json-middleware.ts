import type { Readable } from 'node:stream'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

interface RawRequest {
  /** Sent instead of the serialized input. */
  readonly body?: string
  /** Receives the parsed response. */
  response?: unknown
  /** The length of the response. */
  bytes?: number
}

/** By the input of the command. */
const RAW_REQUESTS = new WeakMap<object, RawRequest>()

/**
 * Lets registered commands bypass the SDK's serialization; it still signs, sends, retries and handles errors. The client has
 * this for all commands, because it caches the middleware of each kind of command.
 */
export function addRawJsonMiddleware(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const body = RAW_REQUESTS.get(args.input)?.body
      if (body !== undefined && isHttpRequest(args.request)) args.request.body = body
      return next(args)
    },
    { step: 'serialize', priority: 'low', name: 'homemanager-raw-body' },
  )
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const raw = RAW_REQUESTS.get(args.input)
      const { response } = result
      if (raw === undefined || !isHttpResponse(response) || response.statusCode !== 200) return result
      const content = await readBody(response.body)
      raw.bytes = content.length
      raw.response = JSON.parse(content.toString())
      return { ...result, response: Object.assign(response, { body: Buffer.from('{}') }) }
    },
    { step: 'deserialize', priority: 'low', name: 'homemanager-raw-response' },
  )
}

/** Sends `body`, if given, and captures the response of a command that is about to be sent. */
export function registerRawRequest({ input }: { readonly input: object }, body?: string): RawRequest {
  const raw: RawRequest = body === undefined ? {} : { body }
  RAW_REQUESTS.set(input, raw)
  return raw
}

/** The parsed response of a registered command. */
export function getRawResponse(input: object): unknown {
  return RAW_REQUESTS.get(input)?.response
}

interface RawHttpResponse {
  readonly statusCode: number
  readonly body: Readable
}

/** An asynchronous iteration would take twice as long. */
async function readBody(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    body.on('data', (chunk: Buffer) => chunks.push(chunk))
    body.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    body.once('error', reject)
  })
}

function isHttpResponse(response: unknown): response is RawHttpResponse {
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response
}

function isHttpRequest(request: unknown): request is { body: string } {
  return typeof request === 'object' && request !== null && 'body' in request
}
