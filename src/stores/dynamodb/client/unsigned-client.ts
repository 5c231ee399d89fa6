import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { DynamodbEndpoint, StaticDynamodbEndpoint } from '../../../core/store-types.js'
import { LOCAL_DATE, toLocalAuthorization } from './local-signer.js'
import { storeUnreachable } from '../../contracts/store-unreachable.js'

/** Sends unsigned HTTP requests to a local engine. Errors have the names of the SDK's exceptions. */
export interface UnsignedClient extends Disposable {
  send(operation: string, input: object): Promise<unknown>
  /** Sends a request that is already serialized as JSON. */
  sendJson(operation: string, body: string): Promise<unknown>
}

/** Whether the endpoint is a local engine. Local engines check the access key at most, and do not verify the signature; with the provider chain, requests are signed. */
export function isLocalEndpoint(endpoint: DynamodbEndpoint): endpoint is StaticDynamodbEndpoint {
  return !('credentials' in endpoint) && LOOPBACK_URL.test(endpoint.endpoint)
}

const LOOPBACK_URL = /^http:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?\/?$/

/** Timeout of a response and of an idle connection, milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000

export function openUnsignedClient(endpoint: StaticDynamodbEndpoint): UnsignedClient {
  const agent = new Agent({ keepAlive: true, timeout: REQUEST_TIMEOUT_MS })
  return {
    send: async (operation, input) => postOperation(endpoint, agent, operation, JSON.stringify(input)),
    sendJson: async (operation, body) => postOperation(endpoint, agent, operation, body),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

async function postOperation(
  endpoint: StaticDynamodbEndpoint,
  agent: Agent,
  operation: string,
  content: string,
): Promise<unknown> {
  const { endpoint: url } = endpoint
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        timeout: REQUEST_TIMEOUT_MS,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': LOCAL_DATE,
          authorization: toLocalAuthorization(endpoint),
        },
      },
      (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`Timed out after ${REQUEST_TIMEOUT_MS / 1000} s`)))
    sent.on('error', (error) => reject(storeUnreachable('dynamodb', url, error)))
    sent.end(content)
  })
  if (status >= 500) {
    throw storeUnreachable('dynamodb', url, new Error(`${operation} returned HTTP status ${status}`))
  }
  if (status !== 200) throw toServiceException(body, `${operation} returned HTTP status ${status}`)
  return JSON.parse(body)
}

/** Builds the error that the SDK would throw. Engines name the message field `message` or `Message`. */
function toServiceException(body: string, defaultMessage: string): Error {
  const name = /"__type"\s*:\s*"(?:[^"]*#)?(\w+)"/.exec(body)?.[1] ?? 'UnknownException'
  const message = /"[mM]essage"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1]
  return Object.assign(new Error(message === undefined ? defaultMessage : String(JSON.parse(message))), {
    name,
  })
}
