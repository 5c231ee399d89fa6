import { DynamoDBClient, type DynamoDBClientConfig, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { findHomeDirectory } from '../../../core/home-directory.js'
import type { Store } from '../../contracts/store.js'
import type { StoreLimits } from '../../contracts/store-limits.js'
import { storeUnreachable } from '../../contracts/store-unreachable.js'
import { createCredentials } from './aws-credentials.js'
import { CapacityBudget } from './capacity-budget.js'
import { identifyDynamodb } from './identify-dynamodb.js'
import { isMissingTable } from './is-missing-table.js'
import { limitRequestTime } from './limit-request-time.js'
import { createLocalSigner } from './local-signer.js'
import { measureDynamodbLoad } from './measure-dynamodb-load.js'
import { addRawJsonMiddleware } from './raw-json-middleware.js'
import { createRequestHooks, type RequestHooks } from './request-hooks.js'
import { resendRequests } from './resend-requests.js'
import { isLocalEndpoint } from './unsigned-client.js'

export interface DynamodbStore extends Store {
  readonly name: 'dynamodb'
  readonly endpoint: DynamodbEndpoint
  readonly client: DynamoDBClient
  readonly hooks: RequestHooks
  readonly table: string
  readonly budget: { readonly read: CapacityBudget; readonly write: CapacityBudget }
}

/**
 * Omits `info` and `debug`, although the type requires them: if they exist, even as empty functions, the SDK copies
 * every request and response for them, which takes a fifth of its time.
 */
const SILENT_LOGGER = { warn() {}, error() {} } as unknown as NonNullable<DynamoDBClientConfig['logger']>

/**
 * Settings that the SDK would otherwise take from AWS_* variables and the files of the AWS CLI, such as FIPS endpoints
 * or a retry mode. They are meant for the user's programs.
 */
const INDEPENDENT_OF_ENVIRONMENT = {
  defaultsMode: 'standard',
  retryMode: 'standard',
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  endpointDiscoveryEnabled: false,
  accountIdEndpointMode: 'disabled',
  authSchemePreference: [],
  userAgentAppId: async () => undefined,
} satisfies Partial<DynamoDBClientConfig>

/** Of each attempt of a request. */
const MAX_ATTEMPT_MS = 15_000

/** Opens DynamoDB. Connects on first use. */
export function openDynamodbStore(endpoint: DynamodbEndpoint, limits: StoreLimits = {}): DynamodbStore {
  // Suppresses the SDK's warning on stderr about the end of its Node 20 support, which users cannot act on.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  // The SDK looks for files in the home directory, and fails for a user who has none.
  if (findHomeDirectory() === undefined) process.env['HOME'] = '/nonexistent'
  const credentials = createCredentials(endpoint)
  const client = new DynamoDBClient({
    endpoint: endpoint.endpoint,
    region: endpoint.region,
    credentials: credentials.get,
    maxAttempts: 3,
    logger: SILENT_LOGGER,
    // Its default is to wait for ever, also for a server that accepts connections and does not respond.
    requestHandler: { requestTimeout: MAX_ATTEMPT_MS, throwOnRequestTimeout: true },
    // Otherwise, the SDK sorts its middleware again for every request.
    cacheMiddleware: true,
    ...(isLocalEndpoint(endpoint) ? { signer: createLocalSigner(endpoint) } : {}),
    ...INDEPENDENT_OF_ENVIRONMENT,
  })
  const hooks = createRequestHooks(client)
  addRawJsonMiddleware(client)
  // Within a time limit, the caller decides.
  resendRequests(client, credentials, { waitWhileThrottled: limits.requestTimeoutMs === undefined })
  const getLoad = measureDynamodbLoad(client)
  if (limits.requestTimeoutMs !== undefined) limitRequestTime(client, limits.requestTimeoutMs)
  return {
    name: 'dynamodb',
    endpoint,
    client,
    hooks,
    table: endpoint.table,
    budget: {
      read: new CapacityBudget(limits.readUnitsPerSecond),
      write: new CapacityBudget(limits.writeUnitsPerSecond),
    },
    hosts: [new URL(endpoint.endpoint).hostname],
    capabilities: { transactionalDdl: false, multiDocumentTransactions: true, readOnlySessions: false },
    getLoad,
    identify: async () =>
      identifyDynamodb(endpoint, async () => {
        const { Table } = await client.send(new DescribeTableCommand({ TableName: endpoint.table }))
        return Table?.TableArn
      }),
    async ping() {
      try {
        await client.send(new DescribeTableCommand({ TableName: endpoint.table }))
      } catch (error) {
        if (!isMissingTable(error)) throw storeUnreachable('dynamodb', endpoint.endpoint, error)
      }
      return { version: 'DynamoDB API 2012-08-10' }
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  }
}
