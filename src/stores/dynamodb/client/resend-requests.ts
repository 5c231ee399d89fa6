import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AwsCredentials } from './aws-credentials.js'
import { isThrottled } from './is-throttled.js'

/** The server rejects credentials that expired earlier than announced, or that were replaced. */
const REJECTED_CREDENTIALS = new Set(['ExpiredTokenException', 'ExpiredToken', 'UnrecognizedClientException'])
const MAX_DELAY_MS = 5000

/**
 * Repeats a request with new credentials, once, if the server rejected the current ones. With `waitWhileThrottled`, also repeats
 * requests that were throttled for as long as it takes. Not BatchWriteItem, whose caller reduces its concurrency as well.
 */
export function resendRequests(
  client: DynamoDBClient,
  credentials: AwsCredentials,
  { waitWhileThrottled }: { readonly waitWhileThrottled: boolean },
): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const waits = waitWhileThrottled && commandName !== 'BatchWriteItemCommand'
        let renewed = false
        for (let delay = 50; ; delay = Math.min(delay * 2, MAX_DELAY_MS)) {
          try {
            return await next(args)
          } catch (error) {
            if (!renewed && error instanceof Error && REJECTED_CREDENTIALS.has(error.name)) {
              renewed = true
              credentials.forget()
            } else if (waits && isThrottled(error)) await sleep(delay / 2 + (Math.random() * delay) / 2)
            else throw error
          }
        }
      },
    { step: 'initialize', priority: 'low', name: 'homemanager-resend-requests' },
  )
}
