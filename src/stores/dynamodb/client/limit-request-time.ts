import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { StoreTimeoutError } from '../../contracts/store-limits.js'

/**
 * Aborts requests that take longer than `timeoutMs`. The SDK's own timeout applies to each attempt, so its retries would
 * multiply it.
 */
export function limitRequestTime(client: DynamoDBClient, timeoutMs: number): void {
  const send = client.send.bind(client) as (command: unknown, options: unknown) => Promise<unknown>
  Object.assign(client, {
    async send(command: unknown, options: object = {}): Promise<unknown> {
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), timeoutMs)
      try {
        return await send(command, { abortSignal: deadline.signal, ...options })
      } catch (error) {
        throw deadline.signal.aborted ? new StoreTimeoutError(timeoutMs, { cause: error }) : error
      } finally {
        clearTimeout(timer)
      }
    },
  })
}
