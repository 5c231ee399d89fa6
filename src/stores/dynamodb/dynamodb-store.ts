import { DynamoDBClient, type DynamoDBClientConfig, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import type { Store } from '../store.js'
import { storeUnreachable } from '../store-unreachable.js'

export interface DynamodbStore extends Store {
  readonly name: 'dynamodb'
  readonly endpoint: DynamodbEndpoint
  readonly client: DynamoDBClient
  readonly table: string
}

/**
 * Without `info` and `debug`, which only this type asks for: where they exist, even as functions that do nothing, the SDK
 * copies each request and answer for them, at a fifth of its time.
 */
const SILENT_LOGGER = { warn() {}, error() {} } as unknown as NonNullable<DynamoDBClientConfig['logger']>

/** Opens DynamoDB. Nothing is sent until it is used. */
export function openDynamodbStore(endpoint: DynamodbEndpoint): DynamodbStore {
  // The SDK announces on stderr, at every start, when it will leave Node 20; that is ours to know, not our users'.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  const client = new DynamoDBClient({
    endpoint: endpoint.endpoint,
    region: endpoint.region,
    credentials: { accessKeyId: endpoint.accessKeyId, secretAccessKey: endpoint.secretAccessKey },
    maxAttempts: 3,
    logger: SILENT_LOGGER,
  })
  return {
    name: 'dynamodb',
    endpoint,
    client,
    table: endpoint.table,
    hosts: [new URL(endpoint.endpoint).hostname],
    capabilities: { transactionalDdl: false, multiDocumentTransactions: true, readOnlySessions: false },
    async ping() {
      try {
        await client.send(new ListTablesCommand({ Limit: 1 }))
        return { version: 'DynamoDB API 2012-08-10' }
      } catch (error) {
        throw storeUnreachable('dynamodb', endpoint.endpoint, error)
      }
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  }
}
