import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { isHttpReady } from '../../../core/is-http-ready.js'

/** Whether DynamoDB replies to a request. Local engines check the access key at most, and that a signature is present. */
export async function isDynamodbReady(address: DynamodbEndpoint, timeoutMs: number): Promise<boolean> {
  const { endpoint, region } = address
  // A server of AWS refuses the request, which is an answer as well.
  const accessKeyId = 'credentials' in address ? 'none' : address.accessKeyId
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
  }
  const options = { timeoutMs, method: 'POST', headers, body: '{"Limit":1}' }
  return isHttpReady(
    new URL(endpoint),
    options,
    (status) => status === 200 || ('credentials' in address && status < 500),
  )
}
