import { request as requestHttp, type IncomingHttpHeaders } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import type { ServerIdentity } from '../../contracts/server-identity.js'
import { isLocalEndpoint } from './unsigned-client.js'

const TIMEOUT_MS = 5000

/**
 * Recognizes AWS by the headers of its responses, which it also sends if it rejects a request, and by the ARN of the table.
 * `readTableArn` needs permission for DescribeTable.
 */
export async function identifyDynamodb(
  endpoint: DynamodbEndpoint,
  readTableArn: () => Promise<string | undefined>,
): Promise<ServerIdentity> {
  const { table, region } = endpoint
  const headers = await readHeaders(endpoint.endpoint)
  const isAws = headers['server'] === 'Server' && headers['x-amzn-requestid'] !== undefined
  // An engine of this machine needs no second request.
  const arn = isLocalEndpoint(endpoint) && !isAws ? undefined : await readTableArn().catch(() => undefined)
  const [, arnRegion, account] = /^arn:[^:]+:dynamodb:([^:]+):(\d{12}):/.exec(arn ?? '') ?? []
  // Local engines have an account of zeros.
  const known = account !== undefined && account !== '000000000000'
  if (!isAws && !known) return { database: table }
  return {
    database: table,
    service: 'Amazon DynamoDB',
    region: arnRegion ?? region,
    ...(account === undefined ? {} : { account }),
  }
}

async function readHeaders(url: string): Promise<IncomingHttpHeaders> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const sent = send(
      url,
      {
        method: 'POST',
        agent: false,
        timeout: TIMEOUT_MS,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.DescribeEndpoints',
        },
      },
      (response) => {
        response.resume()
        resolve(response.headers)
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`Timed out after ${TIMEOUT_MS / 1000} s`)))
    sent.on('error', reject)
    sent.end('{}')
  })
}
