import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { AwsDynamodbEndpoint } from '../../../core/store-types.js'
import { DEFAULT_REGION, findAwsRegion } from './aws-region.js'

type Settings = Pick<ResolvedConfig, 'dynamodb' | 'provider'>

/** Whether the credentials come from the default provider chain of the SDK. */
export function usesProviderChain({ dynamodb, provider }: Settings): boolean {
  const { endpoint, credentials, profile, roleArn } = dynamodb
  if (credentials !== undefined || profile !== undefined || roleArn !== undefined) return true
  return endpoint === undefined && provider === 'external'
}

/** The address of DynamoDB on AWS, if the settings name no other; undefined if they do not mean AWS or the region is unknown. */
export function getAwsUrl(config: Settings): string | undefined {
  if (!usesProviderChain(config)) return undefined
  const region = findAwsRegion(config.dynamodb)
  return region === undefined ? undefined : (findCustomUrl() ?? toRegionalUrl(region))
}

/** The endpoint at `url`, with the provider chain of the SDK. */
export function toAwsEndpoint({ dynamodb }: Settings, url: string): AwsDynamodbEndpoint {
  const { table, profile, roleArn } = dynamodb
  return {
    endpoint: url,
    region: findAwsRegion(dynamodb) ?? DEFAULT_REGION,
    table,
    credentials: 'default',
    ...(profile === undefined ? {} : { profile }),
    ...(roleArn === undefined ? {} : { roleArn }),
  }
}

/** The variables with which the SDK replaces the address, such as that of a VPC endpoint. */
function findCustomUrl(): string | undefined {
  const {
    AWS_ENDPOINT_URL_DYNAMODB,
    AWS_ENDPOINT_URL,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS,
    HOMEMANAGER_DYNAMODB_ENDPOINT,
  } = process.env
  if (AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined
  const url = AWS_ENDPOINT_URL_DYNAMODB || AWS_ENDPOINT_URL
  // `homemanager env` sets both to the address of a stack.
  return url && url !== HOMEMANAGER_DYNAMODB_ENDPOINT && URL.canParse(url) ? url : undefined
}

function toRegionalUrl(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}
