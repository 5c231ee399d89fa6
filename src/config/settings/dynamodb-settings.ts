import { string } from '../../core/schema.js'
import { defaultedSetting, setting, type Settings } from '../setting.js'
import { EXTERNAL, PROTECTED } from './shared-settings.js'
import { TABLE_SETTINGS } from './table-settings.js'
import { image, nonEmpty, url } from './value-schemas.js'

const GENERATED_KEY = 'Default: generated for each project by the embedded provider, otherwise homemanager.'

export const DYNAMODB_SETTINGS = {
  endpoint: setting(
    url(['http', 'https'], `URL of a running DynamoDB endpoint. ${EXTERNAL}`),
    'HOMEMANAGER_DYNAMODB_ENDPOINT',
  ),
  region: setting(
    nonEmpty(
      'AWS region. Default for AWS: AWS_REGION, AWS_DEFAULT_REGION, or that of the profile; otherwise us-east-1.',
    ),
    'HOMEMANAGER_DYNAMODB_REGION',
  ),
  credentials: setting(
    string({
      pattern: '^default$',
      patternErrorMessage: 'must be default',
      description:
        'default takes the credentials from the default provider chain of the AWS SDK: environment, profile, SSO, web identity, container, instance. Without an endpoint, the table is on AWS.',
    }),
    'HOMEMANAGER_DYNAMODB_CREDENTIALS',
  ),
  profile: setting(
    nonEmpty('Profile of the shared AWS files. Implies credentials: default.'),
    'HOMEMANAGER_DYNAMODB_PROFILE',
  ),
  roleArn: setting(
    string({
      pattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/.+$',
      patternErrorMessage: 'must be the ARN of a role, such as arn:aws:iam::123456789012:role/homemanager',
      description: 'ARN of a role to assume with these credentials. Implies credentials: default.',
    }),
    'HOMEMANAGER_DYNAMODB_ROLE_ARN',
  ),
  table: defaultedSetting(
    'homemanager-todos',
    string({
      pattern: '^[A-Za-z0-9_.-]{3,255}$',
      patternErrorMessage: 'must have 3 to 255 letters, digits, hyphens, periods and underscores',
      description: 'Table name.',
    }),
    'HOMEMANAGER_DYNAMODB_TABLE',
  ),
  accessKeyId: setting(nonEmpty(`AWS access key ID. ${GENERATED_KEY}`), 'HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID'),
  secretAccessKey: setting(
    nonEmpty(`AWS secret access key. ${GENERATED_KEY}`),
    'HOMEMANAGER_DYNAMODB_SECRET_ACCESS_KEY',
  ),
  image: image('HOMEMANAGER_DYNAMODB_IMAGE'),
  protected: PROTECTED,
  ...TABLE_SETTINGS,
} satisfies Settings
