import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Agent } from 'node:http'
import type { ClientLoad } from '../../contracts/store.js'

/** Of the SDK's HTTP handler, which creates its agents for the first request. */
const DEFAULT_MAX_SOCKETS = 50

/** Counts the retries of a client. Returns a function that reads them and the load of its HTTP agents. */
export function measureDynamodbLoad(client: DynamoDBClient): () => ClientLoad {
  let retries = 0
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { $metadata: metadata } = result.output as { $metadata?: { attempts?: number } }
      retries += (metadata?.attempts ?? 1) - 1
      return result
    },
    { step: 'initialize', name: 'homemanager-count-retries' },
  )
  return () => {
    // The handler for Node.js; that of browsers has no agents.
    const handler = client.config.requestHandler as { httpHandlerConfigs?(): object }
    const agents = Object.values(handler.httpHandlerConfigs?.() ?? {}).filter(
      (value): value is Agent => value instanceof Agent,
    )
    const sum = (read: (agent: Agent) => number): number =>
      agents.reduce((total, agent) => total + read(agent), 0)
    return {
      connectionsInUse: sum(({ sockets }) => countEntries(sockets)),
      // A client uses one of them.
      maxConnections: agents[0]?.maxSockets ?? DEFAULT_MAX_SOCKETS,
      waiting: sum(({ requests }) => countEntries(requests)),
      retries,
    }
  }
}

function countEntries(byHost: Readonly<Partial<Record<string, readonly unknown[]>>>): number {
  return Object.values(byHost).reduce((total, entries) => total + (entries?.length ?? 0), 0)
}
