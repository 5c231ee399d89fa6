import { string } from '../../core/schema.js'
import { defaultedSetting, setting, type Settings } from '../setting.js'
import { EXTERNAL, PROTECTED } from './shared-settings.js'
import { databaseUrl, image, nonEmpty } from './value-schemas.js'

export const POSTGRES_SETTINGS = {
  url: setting(
    databaseUrl(['postgres', 'postgresql', 'socket'], `URL of a running PostgreSQL server. ${EXTERNAL}`),
    'HOMEMANAGER_POSTGRES_URL',
  ),
  serviceUrl: setting(
    databaseUrl(
      ['postgres', 'postgresql'],
      'URL of the same database for the services, with a role that cannot change the schema. Default: url.',
    ),
    'HOMEMANAGER_POSTGRES_SERVICE_URL',
  ),
  poolUrl: setting(
    databaseUrl(['postgres', 'postgresql'], 'URL of the same database through PgBouncer.'),
    'HOMEMANAGER_POSTGRES_POOL_URL',
  ),
  readUrl: setting(
    databaseUrl(
      ['postgres', 'postgresql'],
      'URL of a replica of the database, such as the reader endpoint of a cluster. The services send the reads there that may be older.',
    ),
    'HOMEMANAGER_POSTGRES_READ_URL',
  ),
  auth: setting(
    string({
      pattern: '^iam$',
      patternErrorMessage: 'must be iam',
      description:
        'iam: the URLs have no password; each connection gets a token of IAM, with the credentials of the AWS SDK (Amazon RDS and Aurora).',
    }),
    'HOMEMANAGER_POSTGRES_AUTH',
  ),
  region: setting(
    nonEmpty(
      'With auth: iam, the AWS region. Default: that of the host name, AWS_REGION, AWS_DEFAULT_REGION.',
    ),
    'HOMEMANAGER_POSTGRES_REGION',
  ),
  profile: setting(
    nonEmpty('With auth: iam, the profile of the shared AWS files.'),
    'HOMEMANAGER_POSTGRES_PROFILE',
  ),
  user: defaultedSetting('homemanager', nonEmpty('User name.')),
  password: setting(
    nonEmpty('Password. Default: generated for each project.'),
    'HOMEMANAGER_POSTGRES_PASSWORD',
  ),
  database: defaultedSetting('homemanager_identity', nonEmpty('Database name.')),
  image: image('HOMEMANAGER_POSTGRES_IMAGE'),
  protected: PROTECTED,
} satisfies Settings
