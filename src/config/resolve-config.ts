import { basename, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { ADDON_NAMES, type AddonName } from '../core/addon-name.js'
import { findClosestMatch } from '../core/closest-match.js'
import { debug } from '../core/debug.js'
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

/** Settings of the command line or of the caller of the library. */
export interface ConfigFlags {
  readonly cwd: string
  readonly project?: string
  readonly provider?: string
  readonly addons?: readonly string[]
  /** Pinned ports; 0 means any free port. */
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

/** Resolves all settings: options take precedence over environment, homemanager.yaml and defaults. Throws `CONFIG_INVALID` (exit 2). */
export async function resolveConfig(
  flags: ConfigFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ResolvedConfig> {
  const { root, file: path } = findRoot(flags.cwd)
  const file = path === undefined ? {} : await loadConfigFile(path)
  const read = (name: string): string | undefined => env[`HOMEMANAGER_${name}`] || undefined
  const project = pickFirst<string>([
    ['the command line', flags.project],
    ['HOMEMANAGER_PROJECT', read('PROJECT')],
    ['homemanager.yaml', file.project],
    ['the name of the directory', slugify(basename(root))],
  ])
  const provider = pickFirst<string>([
    ['the command line', flags.provider],
    ['HOMEMANAGER_PROVIDER', read('PROVIDER')],
    ['homemanager.yaml', file.provider],
    ['the default', 'auto'],
  ])
  debug(`Configuration file: ${path ?? 'none'}`)
  debug(`Project: ${project.value} (from ${project.source}), directory ${root}`)
  debug(`Provider setting: ${provider.value} (from ${provider.source})`)
  const { postgres = {}, dynamodb = {}, mongo = {} } = file
  return {
    project: parseProjectName(project.value),
    root,
    home: join(root, '.homemanager', project.value),
    ...(path === undefined ? {} : { file: path }),
    provider: parseProviderName(provider.value),
    ports: resolvePorts(flags, file, read),
    postgres: {
      ...optionalProperty(
        'url',
        checkUrl('POSTGRES_URL', read('POSTGRES_URL'), ['postgres', 'postgresql']) ?? postgres.url,
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
        checkUrl('DYNAMODB_ENDPOINT', read('DYNAMODB_ENDPOINT'), ['http', 'https']) ?? dynamodb.endpoint,
      ),
      ...optionalProperty('image', read('DYNAMODB_IMAGE') ?? dynamodb.image),
      region: dynamodb.region ?? 'us-east-1',
      table: read('DYNAMODB_TABLE') ?? dynamodb.table ?? 'homemanager-todos',
      accessKeyId: dynamodb.accessKeyId ?? 'homemanager',
      secretAccessKey: dynamodb.secretAccessKey ?? 'homemanager',
    },
    mongo: {
      ...optionalProperty(
        'url',
        checkUrl('MONGO_URL', read('MONGO_URL'), ['mongodb', 'mongodb+srv']) ?? mongo.url,
      ),
      ...optionalProperty('image', read('MONGO_IMAGE') ?? mongo.image),
      database: mongo.database ?? 'homemanager_budget',
    },
    redis: {
      ...optionalProperty(
        'url',
        checkUrl('REDIS_URL', read('REDIS_URL'), ['redis', 'rediss']) ?? file.redis?.url,
      ),
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

/** The first setting that has a value, and where it comes from. */
function pickFirst<T>(sources: readonly (readonly [string, T | undefined])[]): {
  readonly source: string
  readonly value: T
} {
  for (const [source, value] of sources) if (value !== undefined) return { source, value }
  throw new TypeError('No source has a value')
}

/** Loads the parser and the validator only if there is a file. */
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
  throw toInvalidVariableError(`${name.toUpperCase()}_PORT`, text, 'an integer between 1 and 65535')
}

function resolveService(
  name: ServiceName,
  file: ConfigFile,
  read: (name: string) => string | undefined,
): { readonly url?: string } {
  const variable = `${name.toUpperCase()}_URL`
  return optionalProperty(
    'url',
    checkUrl(variable, read(variable), ['http', 'https']) ?? file.services?.[name]?.url,
  )
}

function checkUrl(name: string, url: string | undefined, schemes: readonly string[]): string | undefined {
  if (url === undefined || (schemes.some((scheme) => url.startsWith(`${scheme}:`)) && URL.canParse(url)))
    return url
  const prefixes = schemes.map((scheme) => `${scheme}://`).join(' or ')
  throw toInvalidVariableError(name, url.replace(/\/\/[^@]*@/, '//…@'), `a URL that starts with ${prefixes}`)
}

function toInvalidVariableError(name: string, value: string, expected: string): HomeError {
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `The environment variable HOMEMANAGER_${name} must be ${expected}, not "${value}".`,
    suggestion: `Correct it, or remove it with unset HOMEMANAGER_${name}.`,
  })
}

function parseProjectName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return name
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not a valid project name.`,
    detail: 'A name has 1 to 40 lower-case letters, digits and hyphens, and does not start with a hyphen.',
    suggestion: `Try --project ${slugify(name)}.`,
  })
}

function parseProviderName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((provider) => provider === name)
  if (known !== undefined) return known
  throw toUnknownNameError('provider', name, PROVIDER_NAMES)
}

function parseAddonName(name: string): AddonName {
  const known = ADDON_NAMES.find((addon) => addon === name)
  if (known !== undefined) return known
  throw toUnknownNameError('add-on', name, ADDON_NAMES)
}

function toUnknownNameError(kind: string, name: string, allowed: readonly string[]): HomeError {
  const guess = findClosestMatch(name, allowed)
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `Unknown ${kind} "${name}".`,
    detail: `Allowed values: ${allowed.join(', ')}.`,
    suggestion: `${guess === undefined ? '' : `Did you mean "${guess}"? `}Run homemanager up --help.`,
  })
}

/** Converts the name of a directory to a project name. */
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
