import { basename, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { ADDON_NAMES, type AddonName } from '../core/addon-name.js'
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
  readonly addons?: readonly string[]
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
const PORT_NAMES: readonly PortName[] = [...STORE_NAMES, 'gateway', ...SERVICE_NAMES, ...ADDON_NAMES]

/** Decides every setting: flag over environment over homemanager.yaml over default. Throws `CONFIG_INVALID` (exit 2). */
export async function resolveConfig(
  flags: ConfigFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ResolvedConfig> {
  const { root, file: path } = findRoot(flags.cwd)
  const file = path === undefined ? {} : await loadConfigFile(path)
  const read = (name: string): string | undefined => env[`HOMEMANAGER_${name}`] || undefined
  const project = parseProjectName(
    flags.project ?? read('PROJECT') ?? file.project ?? slugify(basename(root)),
  )
  const { postgres = {}, dynamodb = {}, mongo = {} } = file
  return {
    project,
    root,
    home: join(root, '.homemanager', project),
    ...(path === undefined ? {} : { file: path }),
    provider: parseProviderName(flags.provider ?? read('PROVIDER') ?? file.provider ?? 'auto'),
    ports: resolvePorts(flags, file, read),
    postgres: {
      ...optionalProperty(
        'url',
        checkUrl('POSTGRES_URL', read('POSTGRES_URL'), /^postgres(ql)?:/) ?? postgres.url,
      ),
      ...optionalProperty('poolUrl', read('POSTGRES_POOL_URL') ?? postgres.poolUrl),
      ...optionalProperty('image', read('POSTGRES_IMAGE') ?? postgres.image),
      user: postgres.user ?? 'homemanager',
      password: read('POSTGRES_PASSWORD') ?? postgres.password ?? 'homemanager',
      database: postgres.database ?? 'homemanager_identity',
    },
    dynamodb: {
      ...optionalProperty(
        'endpoint',
        checkUrl('DYNAMODB_ENDPOINT', read('DYNAMODB_ENDPOINT'), /^https?:/) ?? dynamodb.endpoint,
      ),
      ...optionalProperty('image', read('DYNAMODB_IMAGE') ?? dynamodb.image),
      region: dynamodb.region ?? 'us-east-1',
      table: read('DYNAMODB_TABLE') ?? dynamodb.table ?? 'homemanager-todos',
      accessKeyId: dynamodb.accessKeyId ?? 'homemanager',
      secretAccessKey: dynamodb.secretAccessKey ?? 'homemanager',
    },
    mongo: {
      ...optionalProperty('url', checkUrl('MONGO_URL', read('MONGO_URL'), /^mongodb(\+srv)?:/) ?? mongo.url),
      ...optionalProperty('image', read('MONGO_IMAGE') ?? mongo.image),
      database: mongo.database ?? 'homemanager_budget',
    },
    redis: {
      ...optionalProperty('url', checkUrl('REDIS_URL', read('REDIS_URL'), /^rediss?:/) ?? file.redis?.url),
      ...optionalProperty('image', read('REDIS_IMAGE') ?? file.redis?.image),
    },
    pgbouncer: optionalProperty('image', read('PGBOUNCER_IMAGE') ?? file.pgbouncer?.image),
    services: {
      identity: resolveService('identity', file, read),
      todo: resolveService('todo', file, read),
      budget: resolveService('budget', file, read),
    },
    migrations: {
      directories: Object.fromEntries(
        STORE_NAMES.flatMap((store) => {
          const directory = file.migrations?.[store]
          return directory === undefined ? [] : [[store, resolve(root, directory)]]
        }),
      ),
      lockTimeoutMs: (file.migrations?.lockTimeout ?? 10) * 1000,
      statementTimeoutMs: (file.migrations?.statementTimeout ?? 300) * 1000,
    },
    addons: (flags.addons ?? file.addons ?? []).map(parseAddonName),
  }
}

/** The parser and the validator are loaded only where there is a file. */
async function loadConfigFile(path: string): Promise<ConfigFile> {
  const { readConfigFile } = await import('./read-config-file.js')
  return readConfigFile(path)
}

function resolvePorts(
  flags: ConfigFlags,
  file: ConfigFile,
  read: (name: string) => string | undefined,
): ResolvedConfig['ports'] {
  const choices = PORT_NAMES.map((name): [PortName, PortChoice] => {
    const pinned =
      flags.ports?.[name] ?? parsePortVariable(name, read(`${name.toUpperCase()}_PORT`)) ?? file.ports?.[name]
    return [name, { port: pinned ?? DEFAULT_PORTS[name], pinned: (pinned ?? 0) !== 0 }]
  })
  return Object.fromEntries(choices) as Record<PortName, PortChoice>
}

function parsePortVariable(name: PortName, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw toInvalidVariableError(`${name.toUpperCase()}_PORT`, text, 'a whole number from 1 to 65535')
}

function resolveService(
  name: ServiceName,
  file: ConfigFile,
  read: (name: string) => string | undefined,
): { readonly url?: string } {
  const variable = `${name.toUpperCase()}_URL`
  return optionalProperty('url', checkUrl(variable, read(variable), /^https?:/) ?? file.services?.[name]?.url)
}

function checkUrl(name: string, url: string | undefined, scheme: RegExp): string | undefined {
  if (url === undefined || (scheme.test(url) && URL.canParse(url))) return url
  throw toInvalidVariableError(name, url.replace(/\/\/[^@]*@/, '//…@'), `a URL that matches ${scheme.source}`)
}

function toInvalidVariableError(name: string, value: string, must: string): HomeError {
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `The environment variable HOMEMANAGER_${name} must be ${must}, not "${value}".`,
    suggestion: `Correct it, or run unset HOMEMANAGER_${name}.`,
  })
}

function parseProjectName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return name
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" cannot be a project's name.`,
    detail: 'Allowed: up to 40 lower-case letters, digits and hyphens, not a hyphen first.',
    suggestion: `Try --project ${slugify(name)}.`,
  })
}

function parseProviderName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((provider) => provider === name)
  if (known !== undefined) return known
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not a provider.`,
    detail: `Allowed: ${PROVIDER_NAMES.join(', ')}.`,
    suggestion: 'Run homemanager up --help.',
  })
}

function parseAddonName(name: string): AddonName {
  const known = ADDON_NAMES.find((part) => part === name)
  if (known !== undefined) return known
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not an optional part.`,
    detail: `Allowed: ${ADDON_NAMES.join(', ')}.`,
    suggestion: 'Run homemanager up --help.',
  })
}

/** A folder's name as a project's name. */
function slugify(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || 'homemanager'
}

function optionalProperty<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string }
}
