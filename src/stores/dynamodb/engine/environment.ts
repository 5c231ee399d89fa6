import type { DynamodbEndpoint } from '../../../core/store-types.js'

/** The environment variables with which programs connect, those of homemanager and those of the AWS SDKs. */
export function toEnvironment(endpoint: DynamodbEndpoint): Readonly<Record<string, string>> {
  const { endpoint: url, region, table } = endpoint
  const address = {
    HOMEMANAGER_DYNAMODB_ENDPOINT: url,
    HOMEMANAGER_DYNAMODB_TABLE: table,
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: region,
    // The only one that boto3 reads.
    AWS_DEFAULT_REGION: region,
  }
  if ('credentials' in endpoint) {
    const { credentials, profile, roleArn } = endpoint
    return {
      ...address,
      HOMEMANAGER_DYNAMODB_REGION: region,
      HOMEMANAGER_DYNAMODB_CREDENTIALS: credentials,
      ...(profile === undefined ? {} : { HOMEMANAGER_DYNAMODB_PROFILE: profile, AWS_PROFILE: profile }),
      ...(roleArn === undefined ? {} : { HOMEMANAGER_DYNAMODB_ROLE_ARN: roleArn }),
    }
  }
  const { accessKeyId, secretAccessKey } = endpoint
  return {
    ...address,
    HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID: accessKeyId,
    HOMEMANAGER_DYNAMODB_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
}

const ENDPOINT_VARIABLES = ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']
const CREDENTIAL_VARIABLES = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
]

/** Variables that keep programs from using those of `toEnvironment`. The provider chain needs the user's credentials. */
export function listOverridingVariables(endpoint: DynamodbEndpoint): readonly string[] {
  return 'credentials' in endpoint ? ENDPOINT_VARIABLES : [...ENDPOINT_VARIABLES, ...CREDENTIAL_VARIABLES]
}
