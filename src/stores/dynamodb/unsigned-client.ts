import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import { storeUnreachable } from '../store-unreachable.js'

/** Asks an engine on this machine by plain HTTP. A refusal is an error with DynamoDB's own name of it. */
export interface UnsignedClient extends Disposable {
  send(operation: string, input: object): Promise<unknown>
  /** The same, with the request as JSON. */
  sendJson(operation: string, body: string): Promise<unknown>
}

/** An engine on this machine reads no more of a signature than that there is one. */
export function isLocalEndpoint({ endpoint }: DynamodbEndpoint): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/?$/.test(endpoint)
}

/** How long an answer may take, and how long a connection is kept that nobody uses, milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000

export function openUnsignedClient(endpoint: DynamodbEndpoint): UnsignedClient {
  const agent = new Agent({ keepAlive: true, timeout: REQUEST_TIMEOUT_MS })
  return {
    send: async (operation, input) => postOperation(endpoint, agent, operation, JSON.stringify(input)),
    sendJson: async (operation, body) => postOperation(endpoint, agent, operation, body),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

async function postOperation(
  { endpoint, region, accessKeyId }: DynamodbEndpoint,
  agent: Agent,
  operation: string,
  content: string,
): Promise<unknown> {
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(
      endpoint,
      {
        agent,
        method: 'POST',
        timeout: REQUEST_TIMEOUT_MS,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20260101T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
        },
      },
      (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
      },
    )
    sent.on('timeout', () => sent.destroy(new Error('No answer in 10 s')))
    sent.on('error', (error) => reject(storeUnreachable('dynamodb', endpoint, error)))
    sent.end(content)
  })
  if (status >= 500) {
    throw storeUnreachable('dynamodb', endpoint, new Error(`${operation} is answered with ${status}`))
  }
  if (status !== 200) throw toServiceException(body, `${operation} is answered with ${status}`)
  return JSON.parse(body)
}

/** The error that the SDK would throw. Engines spell the field of the message either way. */
function toServiceException(body: string, otherwise: string): Error {
  const name = /"__type"\s*:\s*"(?:[^"]*#)?(\w+)"/.exec(body)?.[1] ?? 'UnknownException'
  const message = /"[mM]essage"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1]
  return Object.assign(new Error(message === undefined ? otherwise : String(JSON.parse(message))), { name })
}
