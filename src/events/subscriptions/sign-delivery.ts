import { createHmac } from 'node:crypto'
import { toKey } from './event-secret.js'

/**
 * The headers of a signed delivery, as Standard Webhooks defines them (https://www.standardwebhooks.com, symmetric signatures): the
 * signature is `v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`. The timestamp is in seconds.
 */
export function signDelivery(
  id: string,
  body: string,
  secret: string,
  seconds: number,
): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', toKey(secret)).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  }
}
