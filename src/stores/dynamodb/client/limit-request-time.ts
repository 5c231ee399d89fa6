import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { StoreTimeoutError } from '../../contracts/store-limits.js'

/** What the SDK's request handler needs of an `AbortSignal`, without the listeners, whose cost each request would have. */
interface Deadline {
  aborted: boolean
  onabort: (() => void) | null
}

interface HandlerOptions {
  readonly abortSignal?: unknown
}

interface RequestHandler {
  handle(request: object, options?: HandlerOptions): Promise<unknown>
}

/**
 * Aborts requests that take longer than `timeoutMs`. The SDK's own timeout applies to each attempt, so its retries would
 * multiply it. The deadline is not an option of `send`: with options, the SDK sorts its middleware again for every request.
 */
export function limitRequestTime(client: DynamoDBClient, timeoutMs: number): void {
  const byInput = new WeakMap<object, Deadline>()
  const byRequest = new WeakMap<object, Deadline>()
  client.middlewareStack.add(
    (next) => (args) => {
      const deadline = byInput.get(args.input)
      if (deadline !== undefined) byRequest.set(args.request as object, deadline)
      return next(args)
    },
    // The last one, which sees the request of each attempt.
    { step: 'deserialize', priority: 'low', name: 'homemanager-limit-request-time' },
  )
  const handler = client.config.requestHandler as RequestHandler
  const handle = handler.handle.bind(handler)
  handler.handle = (request, options) => handle(request, { abortSignal: byRequest.get(request), ...options })

  const send = client.send.bind(client) as (
    command: unknown,
    ...options: readonly unknown[]
  ) => Promise<unknown>
  Object.assign(client, {
    async send(command: { readonly input: object }, ...options: readonly unknown[]): Promise<unknown> {
      const deadline: Deadline = { aborted: false, onabort: null }
      const timer = setTimeout(() => {
        deadline.aborted = true
        deadline.onabort?.()
      }, timeoutMs)
      byInput.set(command.input, deadline)
      try {
        return await send(command, ...options)
      } catch (error) {
        throw deadline.aborted ? new StoreTimeoutError(timeoutMs, { cause: error }) : error
      } finally {
        clearTimeout(timer)
      }
    },
  })
}
