import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import { unreachable } from '../unreachable.js'

/** Asks an engine on this machine by plain HTTP. A refusal is an error with DynamoDB's own name of it. */
export interface PlainRequests extends Disposable {
  ask(operation: string, input: object): Promise<unknown>
  /** The same, with the request as JSON. */
  askText(operation: string, body: string): Promise<unknown>
}

/** An engine on this machine reads no more of a signature than that there is one. */
export function isLocal({ endpoint }: DynamodbEndpoint): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/?$/.test(endpoint)
}

/** How long an answer may take, and how long a connection is kept that nobody uses, milliseconds. */
const PATIENCE_MS = 10_000

export function plainRequests(endpoint: DynamodbEndpoint): PlainRequests {
  const agent = new Agent({ keepAlive: true, timeout: PATIENCE_MS })
  return {
    ask: async (operation, input) => ask(endpoint, agent, operation, JSON.stringify(input)),
    askText: async (operation, body) => ask(endpoint, agent, operation, body),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

async function ask(
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
        timeout: PATIENCE_MS,
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
    sent.on('error', (error) => reject(unreachable('dynamodb', endpoint, error)))
    sent.end(content)
  })
  if (status >= 500) {
    throw unreachable('dynamodb', endpoint, new Error(`${operation} is answered with ${status}`))
  }
  if (status !== 200) throw exception(body, `${operation} is answered with ${status}`)
  return JSON.parse(body)
}

/** The error that the SDK would throw. Engines spell the field of the message either way. */
function exception(body: string, otherwise: string): Error {
  const name = /"__type"\s*:\s*"(?:[^"]*#)?(\w+)"/.exec(body)?.[1] ?? 'UnknownException'
  const message = /"[mM]essage"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1]
  return Object.assign(new Error(message === undefined ? otherwise : String(JSON.parse(message))), { name })
}
