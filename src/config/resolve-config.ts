import { basename, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { OPTIONAL_PARTS, PART_PROGRAMS, type OptionalPart } from '../core/optional-part.js'
import { SERVICE_NAMES, type ServiceName } from '../core/service-name.js'
import { STORE_NAMES } from '../core/store-name.js'
import { CONFIG_ERRORS } from './config-errors.js'
import type { ConfigFile } from './config-file.js'
import { findRoot } from './find-root.js'
import {
  type PortChoice,
  type PortName,
  PROVIDER_NAMES,
  type ProviderName,
  type ResolvedConfig,
} from './resolved-config.js'

/** What the command line, or the caller of the library, decides itself. */
export interface ConfigFlags {
  readonly cwd: string
  readonly project?: string
  readonly provider?: string
  readonly with?: readonly string[]
  /** Ports that the caller pins; 0 is any free one. */
  readonly ports?: Readonly<Partial<Record<PortName, number>>>
}

export const DEFAULT_PORTS: Readonly<Record<PortName, number>> = {
  postgres: 5432,
  dynamodb: 8000,
  mongo: 27017,
  gateway: 4000,
  identity: 4001,
  todo: 4002,
  budget: 4003,
  redis: 6379,
  pgbouncer: 6432,
}
const PORT_NAMES: readonly PortName[] = [
  ...STORE_NAMES,
  'gateway',
  ...SERVICE_NAMES,
  ...Object.values(PART_PROGRAMS),
]

/** Decides every setting: flag over environment over homemanager.yaml over default. Throws `CONFIG_INVALID` (exit 2). */
export async function resolveConfig(
  flags: ConfigFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ResolvedConfig> {
  const { root, file: path } = findRoot(flags.cwd)
  const file = path === undefined ? {} : await readFile(path)
  const read = (name: string): string | undefined => env[`HOMEMANAGER_${name}`] || undefined
  const project = projectName(flags.project ?? read('PROJECT') ?? file.project ?? slug(basename(root)))
  const { postgres = {}, dynamodb = {}, mongo = {} } = file
  return {
    project,
    root,
    home: join(root, '.homemanager', project),
    ...(path === undefined ? {} : { file: path }),
    provider: providerName(flags.provider ?? read('PROVIDER') ?? file.provider ?? 'auto'),
    ports: choosePorts(flags, file, read),
    postgres: {
      ...optional('url', checkUrl('POSTGRES_URL', read('POSTGRES_URL'), /^postgres(ql)?:/) ?? postgres.url),
      ...optional('poolUrl', read('POSTGRES_POOL_URL') ?? postgres.poolUrl),
      ...optional('image', read('POSTGRES_IMAGE') ?? postgres.image),
      user: postgres.user ?? 'homemanager',
      password: read('POSTGRES_PASSWORD') ?? postgres.password ?? 'homemanager',
      database: postgres.database ?? 'homemanager_identity',
    },
    dynamodb: {
      ...optional(
        'endpoint',
        checkUrl('DYNAMODB_ENDPOINT', read('DYNAMODB_ENDPOINT'), /^https?:/) ?? dynamodb.endpoint,
      ),
      ...optional('image', read('DYNAMODB_IMAGE') ?? dynamodb.image),
      region: dynamodb.region ?? 'us-east-1',
      table: read('DYNAMODB_TABLE') ?? dynamodb.table ?? 'homemanager-todos',
      accessKeyId: dynamodb.accessKeyId ?? 'homemanager',
      secretAccessKey: dynamodb.secretAccessKey ?? 'homemanager',
    },
    mongo: {
      ...optional('url', checkUrl('MONGO_URL', read('MONGO_URL'), /^mongodb(\+srv)?:/) ?? mongo.url),
      ...optional('image', read('MONGO_IMAGE') ?? mongo.image),
      database: mongo.database ?? 'homemanager_budget',
    },
    redis: {
      ...optional('url', checkUrl('REDIS_URL', read('REDIS_URL'), /^rediss?:/) ?? file.redis?.url),
      ...optional('image', read('REDIS_IMAGE') ?? file.redis?.image),
    },
    pgbouncer: optional('image', read('PGBOUNCER_IMAGE') ?? file.pgbouncer?.image),
    services: {
      identity: serviceOf('identity', file, read),
      todo: serviceOf('todo', file, read),
      budget: serviceOf('budget', file, read),
    },
    migrations: {
      folders: Object.fromEntries(
        STORE_NAMES.flatMap((store) => {
          const folder = file.migrations?.[store]
          return folder === undefined ? [] : [[store, resolve(root, folder)]]
        }),
      ),
      lockTimeoutMs: (file.migrations?.lockTimeout ?? 10) * 1000,
      statementTimeoutMs: (file.migrations?.statementTimeout ?? 300) * 1000,
    },
    with: (flags.with ?? file.with ?? []).map(partName),
  }
}

/** The parser and the validator are loaded only where there is a file. */
async function readFile(path: string): Promise<ConfigFile> {
  const { readConfigFile } = await import('./read-config-file.js')
  return readConfigFile(path)
}

function choosePorts(
  flags: ConfigFlags,
  file: ConfigFile,
  read: (name: string) => string | undefined,
): ResolvedConfig['ports'] {
  const choices = PORT_NAMES.map((name): [PortName, PortChoice] => {
    const pinned =
      flags.ports?.[name] ?? portFrom(name, read(`${name.toUpperCase()}_PORT`)) ?? file.ports?.[name]
    return [name, { port: pinned ?? DEFAULT_PORTS[name], pinned: (pinned ?? 0) !== 0 }]
  })
  return Object.fromEntries(choices) as Record<PortName, PortChoice>
}

function portFrom(name: PortName, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw badEnv(`${name.toUpperCase()}_PORT`, text, 'a whole number from 1 to 65535')
}

function serviceOf(
  name: ServiceName,
  file: ConfigFile,
  read: (name: string) => string | undefined,
): { readonly url?: string } {
  const variable = `${name.toUpperCase()}_URL`
  return optional('url', checkUrl(variable, read(variable), /^https?:/) ?? file.services?.[name]?.url)
}

function checkUrl(name: string, url: string | undefined, scheme: RegExp): string | undefined {
  if (url === undefined || (scheme.test(url) && URL.canParse(url))) return url
  throw badEnv(name, url.replace(/\/\/[^@]*@/, '//…@'), `a URL that matches ${scheme.source}`)
}

function badEnv(name: string, value: string, must: string): HomeError {
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `The environment variable HOMEMANAGER_${name} must be ${must}, not "${value}".`,
    suggestion: `Correct it, or run unset HOMEMANAGER_${name}.`,
  })
}

function projectName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return name
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" cannot be a project's name.`,
    detail: 'Allowed: up to 40 lower-case letters, digits and hyphens, not a hyphen first.',
    suggestion: `Try --project ${slug(name)}.`,
  })
}

function providerName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((provider) => provider === name)
  if (known !== undefined) return known
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not a provider.`,
    detail: `Allowed: ${PROVIDER_NAMES.join(', ')}.`,
    suggestion: 'Run homemanager up --help.',
  })
}

function partName(name: string): OptionalPart {
  const known = OPTIONAL_PARTS.find((part) => part === name)
  if (known !== undefined) return known
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not an optional part.`,
    detail: `Allowed: ${OPTIONAL_PARTS.join(', ')}.`,
    suggestion: 'Run homemanager up --help.',
  })
}

/** A folder's name as a project's name. */
function slug(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || 'homemanager'
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string }
}
