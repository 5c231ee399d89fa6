import type { StackEngine } from '../state/stack-state.js'
import { isHttpReady } from './is-http-ready.js'
import { isMongoReady } from './is-mongo-ready.js'
import { isPostgresReady } from './is-postgres-ready.js'

/**
 * Whether an engine that this project started is ready, by its own protocol. Uses plain sockets: loading the three drivers
 * takes half a second, more than `status` may take in total. Never throws.
 */
export async function isEngineReady({ endpoint }: StackEngine, timeoutMs: number): Promise<boolean> {
  if ('endpoint' in endpoint) return isDynamodbReady(endpoint.endpoint, endpoint.region, timeoutMs)
  const url = new URL(endpoint.url)
  return url.protocol === 'mongodb:' ? isMongoReady(url, timeoutMs) : isPostgresReady(url, timeoutMs)
}

/** Local engines only check that a signature is present. */
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
