import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** A request, with the name of its operation such as `PutItem`. */
export interface HookedRequest {
  readonly operation: string
  /** Of its command: what is changed here is sent. */
  readonly input: object
}

/** Sends a request by `send`, and returns its response. */
export type RequestHook = <Response extends { readonly output: unknown }>(
  request: HookedRequest,
  send: () => Promise<Response>,
) => Promise<Response>

/**
 * What is done around each request of a client. The SDK keeps the middleware that it has put together for the first request of an
 * operation, so middleware that is added later is not always called; hooks are.
 */
export interface RequestHooks {
  /** Returns a function that removes the hook. */
  add(hook: RequestHook): () => void
}

export function createRequestHooks(client: DynamoDBClient): RequestHooks {
  const hooks = new Set<RequestHook>()
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = (context.commandName ?? 'Unknown').replace(/Command$/, '')
      let send = async (): ReturnType<typeof next> => next(args)
      for (const hook of hooks) {
        const inner = send
        send = async () => hook({ operation, input: args.input }, inner)
      }
      return send()
    },
    { step: 'initialize', name: 'homemanager-hooks' },
  )
  return {
    add(hook) {
      hooks.add(hook)
      return () => {
        hooks.delete(hook)
      }
    },
  }
}
