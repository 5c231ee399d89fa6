import type { StackEngine } from '../state/stack-state.js'
import { isHttpReady } from './is-http-ready.js'
import { isMongoReady } from './is-mongo-ready.js'
import { isPostgresReady } from './is-postgres-ready.js'

/**
 * Whether an engine of ours answers by its own protocol. Written on bare sockets: loading the three drivers costs half a
 * second, more than all of `status` may take. Never throws.
 */
export async function isEngineReady({ endpoint }: StackEngine, timeoutMs: number): Promise<boolean> {
  if ('endpoint' in endpoint) return isDynamodbReady(endpoint.endpoint, endpoint.region, timeoutMs)
  const url = new URL(endpoint.url)
  return url.protocol === 'mongodb:' ? isMongoReady(url, timeoutMs) : isPostgresReady(url, timeoutMs)
}

/** Local engines read no more of the signature than that there is one. */
async function isDynamodbReady(endpoint: string, region: string, timeoutMs: number): Promise<boolean> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=status/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
  }
  const options = { timeoutMs, method: 'POST', headers, body: '{"Limit":1}' }
  return isHttpReady(new URL(endpoint), options, (status) => status === 200)
}
