import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { StaticDynamodbEndpoint } from '../../../core/store-types.js'
import { getProjectSecret } from '../../../providers/project-secret.js'
import { DEFAULT_REGION } from './aws-region.js'

/** The key pair of endpoints that accept any, such as DynamoDB Local. */
const STATIC_KEY = 'homemanager'

/** The endpoint of the project's container, which accepts any access key. */
export function toLocalEndpoint({ dynamodb }: ResolvedConfig, port: number): StaticDynamodbEndpoint {
  return { endpoint: `http://127.0.0.1:${port}`, ...withStaticKeys(dynamodb), owner: 'project' }
}

/** The settings of an endpoint, with the static key pair unless another one is configured. */
export function withStaticKeys({
  region = DEFAULT_REGION,
  table,
  accessKeyId = STATIC_KEY,
  secretAccessKey = STATIC_KEY,
}: ResolvedConfig['dynamodb']): Omit<StaticDynamodbEndpoint, 'endpoint'> {
  return { region, table, accessKeyId, secretAccessKey }
}

/** The endpoint of the embedded engine. It accepts only the project's access key, which is generated unless configured. */
export function toEmbeddedEndpoint({ dynamodb, home }: ResolvedConfig, port: number): StaticDynamodbEndpoint {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: dynamodb.region ?? DEFAULT_REGION,
    table: dynamodb.table,
    accessKeyId: dynamodb.accessKeyId ?? getProjectSecret(home, 'dynamodb-access-key-id'),
    secretAccessKey: dynamodb.secretAccessKey ?? getProjectSecret(home, 'dynamodb-secret-access-key'),
    owner: 'project',
  }
}
