import type { Endpoints } from '../../core/endpoints.js'

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
