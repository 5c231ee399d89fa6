import { ADDON_NAMES, type AddonName } from '../core/addon-name.js'
import {
  anyObject,
  array,
  integer,
  number,
  boolean,
  object,
  type ObjectType,
  optional,
  type Optional,
  type Schema,
  type SchemaType,
  string,
  stringEnum,
} from '../core/schema.js'
import type { ServiceName } from '../core/service-name.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { PROVIDER_NAMES, type ProviderName } from './provider-names.js'
import {
  type DefaultedSetting,
  defaultedSetting,
  type Setting,
  setting,
  type Settings,
  type VariableName,
} from './setting.js'

// The definition of all settings: fields of homemanager.yaml, environment variables and defaults. The types of the
// configuration are inferred from it, resolve-config.ts resolves it, and `npm run build` writes it to
// templates/homemanager.schema.json for editors.

export type PortName = StoreName | ServiceName | 'gateway' | AddonName

export const PROJECT_NAME_PATTERN = '^[a-z0-9][a-z0-9-]{0,39}$'

export const PROJECT = setting(
  string({
    pattern: PROJECT_NAME_PATTERN,
    patternErrorMessage:
      'must have 1 to 40 lower-case letters, digits and hyphens, and must not start with a hyphen',
    description:
      'Name of the project. The names of containers, volumes and the state directory contain it. Default: the name of the directory.',
  }),
  'HOMEMANAGER_PROJECT',
)

export const PROVIDER = defaultedSetting<ProviderName>(
  'auto',
  stringEnum(PROVIDER_NAMES, {
    description: 'How the engines run. auto is docker if the Docker daemon is reachable, else embedded.',
  }),
  'HOMEMANAGER_PROVIDER',
)

export const PORTS: Readonly<Record<PortName, DefaultedSetting<number>>> = {
  postgres: port(5432, 'HOMEMANAGER_POSTGRES_PORT'),
  dynamodb: port(8000, 'HOMEMANAGER_DYNAMODB_PORT'),
  mongo: port(27017, 'HOMEMANAGER_MONGO_PORT'),
  gateway: port(4000, 'HOMEMANAGER_GATEWAY_PORT'),
  identity: port(4001, 'HOMEMANAGER_IDENTITY_PORT'),
  todo: port(4002, 'HOMEMANAGER_TODO_PORT'),
  budget: port(4003, 'HOMEMANAGER_BUDGET_PORT'),
  redis: port(6379, 'HOMEMANAGER_REDIS_PORT'),
  pgbouncer: port(6432, 'HOMEMANAGER_PGBOUNCER_PORT'),
  'postgres-replica': port(5433, 'HOMEMANAGER_POSTGRES_REPLICA_PORT'),
}

const PROTECTED = setting(
  boolean({ description: 'If true, no command changes this store, whatever its flags are.' }),
)

const EXTERNAL = 'homemanager does not start or stop it, and down --volumes does not delete its data.'

const POSTGRES = {
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

const GENERATED_KEY = 'Default: generated for each project by the embedded provider, otherwise homemanager.'

const TABLE =
  'The migrations apply it to a table that homemanager does not run, and migrate status reports differences.'

/** Settings of the table on AWS. Without them, the table stays as it is. */
const TABLE_SETTINGS = {
  billingMode: setting(
    stringEnum(['PAY_PER_REQUEST', 'PROVISIONED'], { description: `Billing mode. ${TABLE}` }),
  ),
  readCapacity: setting(
    integer({ minimum: 1, description: 'Read capacity units, with billingMode: PROVISIONED. Default: 5.' }),
  ),
  writeCapacity: setting(
    integer({ minimum: 1, description: 'Write capacity units, with billingMode: PROVISIONED. Default: 5.' }),
  ),
  tableClass: setting(
    stringEnum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS'], { description: `Table class. ${TABLE}` }),
  ),
  deletionProtection: setting(boolean({ description: `Whether the table cannot be deleted. ${TABLE}` })),
  pointInTimeRecovery: setting(boolean({ description: `Continuous backups. ${TABLE}` })),
  encryption: setting(
    string({
      pattern: '^(?:aws-owned|aws-managed|arn:[a-z-]+:kms:.+)$',
      patternErrorMessage: 'must be aws-owned, aws-managed or the ARN of a KMS key',
      description: `Key of the encryption at rest: aws-owned, aws-managed or the ARN of a KMS key. ${TABLE}`,
    }),
  ),
  stream: setting(
    stringEnum(['off', 'KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'], {
      description: `What the stream of changes has. ${TABLE}`,
    }),
  ),
  tags: setting(
    anyObject({
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      description: `Tags; others stay as they are. ${TABLE}`,
    }),
  ),
} satisfies Settings

/** The names of these settings. */
export const TABLE_SETTING_NAMES = Object.keys(TABLE_SETTINGS) as readonly (keyof typeof TABLE_SETTINGS)[]

const DYNAMODB = {
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

const MONGO = {
  url: setting(
    databaseUrl(
      ['mongodb', 'mongodb+srv'],
      `URL of a running MongoDB or DocumentDB server, with the name of the database as its path; default: mongo.database. ${EXTERNAL}`,
    ),
    'HOMEMANAGER_MONGO_URL',
  ),
  database: defaultedSetting(
    'homemanager_budget',
    string({
      pattern: '^[A-Za-z0-9_-]{1,63}$',
      patternErrorMessage: 'must have 1 to 63 letters, digits, hyphens and underscores',
      description: 'Database name.',
    }),
  ),
  image: image('HOMEMANAGER_MONGO_IMAGE'),
  protected: PROTECTED,
} satisfies Settings

/** The section of each store. */
export const STORE_SETTINGS = {
  postgres: POSTGRES,
  dynamodb: DYNAMODB,
  mongo: MONGO,
} satisfies Readonly<Record<StoreName, Settings>>

const REDIS = {
  url: setting(
    url(['redis', 'rediss'], 'URL of a running Redis server, used as a shared user cache. None is started.'),
    'HOMEMANAGER_REDIS_URL',
  ),
  image: image('HOMEMANAGER_REDIS_IMAGE'),
} satisfies Settings

const PGBOUNCER = { image: image('HOMEMANAGER_PGBOUNCER_IMAGE') } satisfies Settings

/** A duration; `0` for none. */
export const LAG_PATTERN = '^(?:0|[1-9][0-9]{0,5}(?:ms|s|m))$'

const POSTGRES_REPLICA = {
  lag: setting(
    string({
      pattern: LAG_PATTERN,
      patternErrorMessage: 'must be a number of milliseconds, seconds or minutes, such as 500ms, 5s or 1m',
      description:
        'How much later the replica applies each change, such as 5s, to see the effect of outdated reads. Default: 0.',
    }),
    'HOMEMANAGER_POSTGRES_REPLICA_LAG',
  ),
  image: image('HOMEMANAGER_POSTGRES_REPLICA_IMAGE'),
} satisfies Settings

/** The section of each add-on. */
export const ADDON_SETTINGS = {
  redis: REDIS,
  pgbouncer: PGBOUNCER,
  'postgres-replica': POSTGRES_REPLICA,
} satisfies Readonly<Record<AddonName, Settings>>

/** A program of the user that the stack runs in place of a bundled service. */
const COMMAND = {
  command: setting(
    nonEmpty(
      'Command of a custom service, for the shell, such as npm run dev. up starts it instead of the bundled service, and the gateway forwards requests to it. It must listen on the port in PORT.',
    ),
  ),
  cwd: setting(nonEmpty('Directory of the command, relative to this file. Default: that of this file.')),
  port: setting(
    integer({ minimum: 1, maximum: 65_535, description: 'Port of the command. Default: as in ports.' }),
  ),
  env: setting(
    anyObject({
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      description: 'Environment variables of the command, besides those of homemanager env and PORT.',
    }),
  ),
  ready: setting(
    string({
      pattern: '^/',
      patternErrorMessage: 'must be a path that starts with /',
      description: 'Path that responds with a status below 500 once the command is ready. Default: /healthz.',
    }),
  ),
  watch: setting(
    array(nonEmpty('A file, a directory or a pattern such as src/**.'), {
      description: 'Files relative to cwd. If one changes, the command is restarted.',
    }),
  ),
} satisfies Settings

/** The events that a service of the user gets from the stack. */
const SUBSCRIPTION = {
  subscribe: setting(
    array(
      string({
        pattern: String.raw`^(\*|[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*(\.\*)?)$`,
        patternErrorMessage: 'must be a type of events, or a prefix with *, such as budget.expense.*',
        description: 'A type of events, or a prefix with *, such as budget.expense.*.',
      }),
      {
        minItems: 1,
        uniqueItems: true,
        description:
          'Events that are sent to the service: CloudEvents, with POST, signed with HOMEMANAGER_EVENTS_SECRET.',
      },
    ),
  ),
  receive: setting(
    string({
      pattern: '^/',
      patternErrorMessage: 'must be a path that starts with /',
      description: 'Path of the service to which the events of subscribe are sent. Default: /events.',
    }),
  ),
} satisfies Settings

export const SERVICES = {
  identity: { url: serviceUrl('HOMEMANAGER_IDENTITY_URL'), ...COMMAND, ...SUBSCRIPTION },
  todo: { url: serviceUrl('HOMEMANAGER_TODO_URL'), ...COMMAND, ...SUBSCRIPTION },
  budget: { url: serviceUrl('HOMEMANAGER_BUDGET_URL'), ...COMMAND, ...SUBSCRIPTION },
} satisfies Readonly<Record<ServiceName, Settings>>

/** A service of the user besides the three. */
export const OTHER_SERVICE = {
  url: setting(
    url(['http', 'https'], 'URL of the service. The gateway forwards the requests below its name to it.'),
  ),
  ...COMMAND,
  ...SUBSCRIPTION,
} satisfies Settings

/** Who may use the gateway and the services. */
export const HTTP = {
  allowedHosts: setting(
    array(
      nonEmpty(
        'A host name, with a port if it is not that of the server: homemanager.test, localhost:14000.',
      ),
      {
        description:
          'Names, besides 127.0.0.1, localhost and [::1], by which clients address the gateway and the services. Requests with another Host header are refused.',
      },
    ),
  ),
  allowedOrigins: setting(
    array(nonEmpty('An origin, such as http://localhost:5173.'), {
      description:
        'Origins of web pages that may send requests that change data. Other pages than those of the server itself are refused.',
    }),
  ),
} satisfies Settings

export const MIGRATIONS = {
  ...forEach(STORE_NAMES, () =>
    setting(
      nonEmpty(
        'Directory with migrations of this project, relative to this file. They run after the bundled ones.',
      ),
    ),
  ),
  lockTimeout: defaultedSetting(10, seconds('How long to wait for a lock, in seconds.')),
  statementTimeout: defaultedSetting(300, seconds('Timeout of each statement, in seconds.')),
} satisfies Settings

/** Snapshots that the services save in the background. */
export const BACKUPS = {
  every: setting(
    duration(
      'How often a snapshot is saved in the background while the services run, such as 6h or 1d. Default: never.',
    ),
  ),
  keep: defaultedSetting(
    '7d',
    duration(
      'How long automatic snapshots are kept, such as 7d. There are at most 10 of them, with at most 2 GB, and the newest is always kept.',
    ),
  ),
} satisfies Settings

/** Validates homemanager.yaml. */
export const CONFIG_SCHEMA = object(
  {
    $schema: optional(string()),
    project: PROJECT,
    provider: PROVIDER,
    protected: optional(
      boolean({ description: 'If true, no command changes any store, whatever its flags are.' }),
    ),
    ports: optional(
      object(PORTS, {
        description:
          'Pinned ports. If the default of another port is in use, the next free port is used instead.',
      }),
    ),
    ...toSections(STORE_SETTINGS),
    ...toSections(ADDON_SETTINGS),
    services: optional(
      object(toSections(SERVICES), {
        additionalProperties: object(OTHER_SERVICE),
        description:
          'Custom services: in place of the bundled ones, or besides them with a name of their own.',
      }),
    ),
    http: optional(object(HTTP)),
    migrations: optional(object(MIGRATIONS)),
    backups: optional(object(BACKUPS)),
    invariants: optional(
      array(
        nonEmpty(
          'A file such as ./homemanager/invariants/balance.sql, or a pattern such as ./homemanager/invariants/*.sql.',
        ),
        {
          description:
            'SQL files, relative to this file, with a query across the stores. verify reports each row that one returns as a violation: entity, id, message.',
        },
      ),
    ),
    extensions: optional(
      array(nonEmpty('A file such as ./homemanager/pets.ts.'), {
        description:
          "TypeScript or JavaScript files, relative to this file, each with the project's own entities, columns, invariants, access patterns and event handlers.",
      }),
    ),
    addons: optional(
      array(stringEnum(ADDON_NAMES), {
        uniqueItems: true,
        description: 'Add-ons to start with the stack.',
      }),
    ),
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'homemanager.schema.json',
    title: 'homemanager.yaml',
    description:
      'Configuration of a homemanager project. Command-line flags override environment variables, which override this file, which overrides the defaults.',
    renamedProperties: { with: 'addons' },
  },
)

/** The content of a valid homemanager.yaml. */
export type ConfigFile = SchemaType<typeof CONFIG_SCHEMA>

function port(defaultPort: number, variable: VariableName): DefaultedSetting<number> {
  const description = 'Pinned port on 127.0.0.1. If another process uses it, homemanager up fails.'
  return defaultedSetting(defaultPort, integer({ minimum: 1, maximum: 65_535, description }), variable)
}

function duration(description: string): Schema<string> {
  const patternErrorMessage = 'must be a number of minutes, hours or days, such as 30m, 6h or 7d'
  return string({ pattern: '^[1-9][0-9]{0,4}[mhd]$', patternErrorMessage, description })
}

function image(variable: VariableName): Setting<string> {
  return setting(nonEmpty('Image to run instead of the default one (Docker provider).'), variable)
}

function serviceUrl(variable: VariableName): Setting<string> {
  const description =
    'URL of a custom service. The gateway forwards requests to it, and the bundled service does not run.'
  return setting(url(['http', 'https'], description), variable)
}

function url(schemes: readonly string[], description: string): Schema<string> {
  return databaseUrl(schemes, description, { format: 'uri' })
}

/** A URL that the client library of a database parses. It need not be a URI: it may have several hosts, or none. */
function databaseUrl(
  schemes: readonly string[],
  description: string,
  keywords: Readonly<Record<string, unknown>> = {},
): Schema<string> {
  return string({
    ...keywords,
    pattern: `^(${schemes
      .map(toPrefix)
      .map((prefix) => prefix.replace('+', '\\+'))
      .join('|')})`,
    patternErrorMessage: `must be a URL that starts with ${schemes.map(toPrefix).join(' or ')}`,
    description,
  })
}

/** The path of a Unix socket need not follow `//`. */
function toPrefix(scheme: string): string {
  return scheme === 'socket' ? 'socket:' : `${scheme}://`
}

function nonEmpty(description: string): Schema<string> {
  return string({ minLength: 1, description })
}

function seconds(description: string): Schema<number> {
  return number({ exclusiveMinimum: 0, maximum: 86_400, description })
}

/** An optional object per name. */
function toSections<S extends Readonly<Record<string, Settings>>>(
  settings: S,
): { readonly [K in keyof S]: Optional<ObjectType<S[K]>> } {
  const sections = Object.entries(settings).map(([name, each]) => [name, optional(object(each))])
  return Object.fromEntries(sections) as { readonly [K in keyof S]: Optional<ObjectType<S[K]>> }
}

/** An object with the same kind of value for each name. */
function forEach<K extends string, V>(names: readonly K[], toValue: (name: K) => V): Readonly<Record<K, V>> {
  return Object.fromEntries(names.map((name) => [name, toValue(name)])) as Record<K, V>
}
