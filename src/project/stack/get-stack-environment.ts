import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/endpoints.js'
import { getRunningEndpoints } from '../connect/connect-stores.js'
import { readState } from '../state/state-file.js'
import { getAddonUrl } from '../components/requested-addons.js'

/** The environment variables with which programs connect to the running stack. Throws `STACK_NOT_RUNNING`. */
export function getStackEnvironment(config: ResolvedConfig): Readonly<Record<string, string>> {
  const { state } = readState(config)
  const redis = getAddonUrl('redis', config, state)
  return toEnvironment(getRunningEndpoints(config), state.services?.urls.gateway, redis)
}

/** The environment variables for these endpoints: HOMEMANAGER_*, and those that AWS SDKs read. */
export function toEnvironment(
  endpoints: Endpoints,
  gateway?: string,
  redis?: string,
): Readonly<Record<string, string>> {
  const { postgres, dynamodb, mongo } = endpoints
  return {
    HOMEMANAGER_POSTGRES_URL: postgres.url,
    ...(postgres.poolUrl === undefined ? {} : { HOMEMANAGER_POSTGRES_POOL_URL: postgres.poolUrl }),
    HOMEMANAGER_DYNAMODB_ENDPOINT: dynamodb.endpoint,
    HOMEMANAGER_DYNAMODB_TABLE: dynamodb.table,
    HOMEMANAGER_MONGO_URL: mongo.url,
    ...(redis === undefined ? {} : { HOMEMANAGER_REDIS_URL: redis }),
    ...(gateway === undefined ? {} : { HOMEMANAGER_GATEWAY_URL: gateway }),
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_REGION: dynamodb.region,
    AWS_ACCESS_KEY_ID: dynamodb.accessKeyId,
    AWS_SECRET_ACCESS_KEY: dynamodb.secretAccessKey,
  }
}
