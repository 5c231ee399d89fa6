import { basename, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { ADDON_NAMES, type AddonName } from '../core/addon-name.js'
import { findClosestMatch } from '../core/closest-match.js'
import { debug } from '../core/debug.js'
import { STORE_NAMES } from '../core/store-name.js'
import { CONFIG_ERRORS } from './config-errors.js'
import { type Environment, readVariable } from './environment.js'
import { findRoot } from './find-root.js'
import type { PortChoice, ResolvedConfig } from './resolved-config.js'
import { PROVIDER_NAMES, type ProviderName } from './provider-names.js'
import {
  type ConfigFile,
  ADDON_SETTINGS,
  HTTP,
  MIGRATIONS,
  type PortName,
  PORTS,
  PROJECT,
  PROJECT_NAME_PATTERN,
  PROVIDER,
  SERVICES,
  STORE_SETTINGS,
} from './schema.js'
import type { DefaultedSetting, SectionValues, Setting, Settings, SettingValues } from './setting.js'

/** Settings of the command line or of the caller of the library. */
export interface ConfigFlags {
  readonly cwd: string
  readonly project?: string
  readonly provider?: string
  readonly addons?: readonly string[]
  /** Pinned ports; 0 means any free port. */
  readonly ports?: Readonly<Partial<Record<PortName, number>>>
}

/** Resolves all settings: options take precedence over environment, homemanager.yaml and defaults. Throws `CONFIG_INVALID` (exit 2). */
export async function resolveConfig(
  flags: ConfigFlags,
  environment: Environment = process.env,
): Promise<ResolvedConfig> {
  const { root, file: path } = findRoot(flags.cwd)
  const file = path === undefined ? {} : await loadConfigFile(path)
  const project = pickFirst<string>([
    ['the command line', flags.project],
    ['HOMEMANAGER_PROJECT', readVariable(PROJECT, environment)],
    ['homemanager.yaml', file.project],
    ['the name of the directory', slugify(basename(root))],
  ])
  const provider = pickFirst<string>([
    ['the command line', flags.provider],
    ['HOMEMANAGER_PROVIDER', readVariable(PROVIDER, environment)],
    ['homemanager.yaml', file.provider],
    ['the default', PROVIDER.defaultValue],
  ])
  debug(`Configuration file: ${path ?? 'none'}`)
  debug(`Project: ${project.value} (from ${project.source}), directory ${root}`)
  debug(`Provider setting: ${provider.value} (from ${provider.source})`)
  return {
    project: parseProjectName(project.value),
    root,
    home: join(root, '.homemanager', project.value),
    ...(path === undefined ? {} : { file: path }),
    provider: parseProviderName(provider.value),
    ports: resolvePorts(flags, file, environment),
    ...resolveSections(STORE_SETTINGS, file, environment),
    ...resolveSections(ADDON_SETTINGS, file, environment),
    services: resolveSections(SERVICES, file.services, environment),
    http: resolveSettings(HTTP, file.http, environment),
    migrations: resolveMigrations(root, resolveSettings(MIGRATIONS, file.migrations, environment)),
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

/** The settings of each section, without the command line. `file` has the sections of the configuration file. */
export function resolveSections<S extends Readonly<Record<string, Settings>>>(
  sections: S,
  file: Readonly<Record<string, unknown>> = {},
  environment: Environment,
): SectionValues<S> {
  const entries = Object.entries(sections).map(([name, settings]) => {
    const fields = file[name] as Readonly<Record<string, unknown>> | undefined
    return [name, resolveSettings(settings, fields, environment)] as const
  })
  return Object.fromEntries(entries) as SectionValues<S>
}

/** The value of each setting: from its environment variable, the file or its default. */
function resolveSettings<S extends Settings>(
  settings: S,
  fields: Readonly<Record<string, unknown>> = {},
  environment: Environment,
): SettingValues<S> {
  const entries = Object.entries(settings).map(([name, setting]: [string, Setting<unknown>]) => {
    const { defaultValue } = setting as Partial<DefaultedSetting<unknown>>
    return [name, readVariable(setting, environment) ?? fields[name] ?? defaultValue] as const
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as SettingValues<S>
}

function resolvePorts(
  flags: ConfigFlags,
  file: ConfigFile,
  environment: Environment,
): ResolvedConfig['ports'] {
  const choices = Object.entries(PORTS).map(([key, setting]): [PortName, PortChoice] => {
    const name = key as PortName
    const pinned = flags.ports?.[name] ?? readVariable(setting, environment) ?? file.ports?.[name]
    return [name, { port: pinned ?? setting.defaultValue, pinned: (pinned ?? 0) !== 0 }]
  })
  return Object.fromEntries(choices) as Record<PortName, PortChoice>
}

function resolveMigrations(
  root: string,
  { lockTimeout, statementTimeout, ...directories }: SettingValues<typeof MIGRATIONS>,
): ResolvedConfig['migrations'] {
  return {
    directories: Object.fromEntries(
      STORE_NAMES.flatMap((store) => {
        const directory = directories[store]
        return directory === undefined ? [] : [[store, resolve(root, directory)]]
      }),
    ),
    lockTimeoutMs: lockTimeout * 1000,
    statementTimeoutMs: statementTimeout * 1000,
  }
}

function parseProjectName(name: string): string {
  if (new RegExp(PROJECT_NAME_PATTERN).test(name)) return name
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
