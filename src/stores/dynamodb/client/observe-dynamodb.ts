import type { RequestObserver } from '../../contracts/observe-requests.js'
import type { DynamodbStore } from './dynamodb-store.js'

export function observeDynamodb({ client }: DynamodbStore, onRequest: RequestObserver): () => void {
  const name = `homemanager-observe-${crypto.randomUUID()}`
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const since = performance.now()
      let failed = true
      try {
        const result = await next(args)
        failed = false
        return result
      } finally {
        const operation = (context.commandName ?? 'Unknown').replace(/Command$/, '')
        onRequest(operation, (performance.now() - since) / 1000, failed)
      }
    },
    { step: 'initialize', name },
  )
  return () => {
    client.middlewareStack.remove(name)
  }
}
