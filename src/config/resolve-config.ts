import { existsSync } from 'node:fs'
import { mayExist } from '../core/list-directory.js'
import { basename, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { debug } from '../core/debug.js'
import type { AddonName } from '../core/addon-name.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { CONFIG_ERRORS } from './config-errors.js'
import { type Environment, readVariable } from './environment.js'
import { applyBranch } from './branch-file.js'
import { applyExportedStack, removeExportedAddresses, toFreePorts } from './exported-stack.js'
import { findWorktree } from './find-worktree.js'
import { findRoot } from './find-root.js'
import { getDefaultMigrationDirectory } from './default-migration-directory.js'
import type { PortChoice, ResolvedConfig } from './resolved-config.js'
import { parseAddonName, parseProjectName, parseProviderName, slugify } from './parse-names.js'
import { type ConfigFile, BACKUPS, HTTP, MIGRATIONS, PROJECT, PROVIDER } from './schema.js'
import { ADDON_SETTINGS } from './settings/addon-settings.js'
import { type PortName, PORTS } from './settings/ports.js'
import { SERVICES } from './settings/service-settings.js'
import { STORE_SETTINGS } from './settings/store-settings.js'
import type { DefaultedSetting, SectionValues, Setting, Settings, SettingValues } from './setting.js'

/** Settings of the command line or of the caller of the library. */
export interface ConfigFlags {
  readonly cwd: string
  readonly project?: string
  readonly provider?: string
  readonly addons?: readonly string[]
  /** How much later a replica of PostgreSQL applies changes, such as `5s`. Starts the add-on. */
  readonly replicaLag?: string
  /** Pinned ports; 0 means any free port. */
  readonly ports?: Readonly<Partial<Record<PortName, number>>>
}

/**
 * The settings for stopping a stack, which must work whatever the configuration is: if it is invalid, the last valid one is
 * used, and no environment variable but the name of the project. `problem` is what is wrong with the current one.
 */
export async function resolveConfigForStopping(
  flags: ConfigFlags,
  environment: Environment = process.env,
): Promise<{ readonly config: ResolvedConfig; readonly problem?: HomeError }> {
  try {
    return { config: await resolveConfig(flags, environment) }
  } catch (error) {
    const codes: readonly string[] = [CONFIG_ERRORS.CONFIG_INVALID.code, CONFIG_ERRORS.CONFIG_UNREADABLE.code]
    if (!(error instanceof HomeError) || !codes.includes(error.code)) throw error
    const { file: path } = findRoot(flags.cwd)
    const { readLastValidConfig } = await import('./read-config-file.js')
    const { HOMEMANAGER_PROJECT } = environment
    const file = path === undefined ? {} : readLastValidConfig(path)
    return { config: resolveWith(flags, file, { HOMEMANAGER_PROJECT }), problem: error }
  }
}

/** Resolves all settings: options take precedence over environment, homemanager.yaml and defaults. Throws `CONFIG_INVALID` (exit 2). */
export async function resolveConfig(
  flags: ConfigFlags,
  allVariables: Environment = process.env,
): Promise<ResolvedConfig> {
  const { file: path } = findRoot(flags.cwd)
  const file = path === undefined ? {} : await loadConfigFile(path)
  return resolveWith(flags, file, allVariables)
}

function resolveWith(flags: ConfigFlags, file: ConfigFile, allVariables: Environment): ResolvedConfig {
  const { root, file: path } = findRoot(flags.cwd)
  const environment = removeExportedAddresses(allVariables)
  const project = pickFirst<string>([
    ['the command line', flags.project],
    ['HOMEMANAGER_PROJECT', readVariable(PROJECT, environment)],
    ...listFileNames(root, file.project),
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
  const config: ResolvedConfig = {
    project: parseProjectName(project.value),
    ...(flags.project === undefined ? {} : { isNamed: true }),
    root,
    home: join(root, '.homemanager', project.value),
    ...(path === undefined ? {} : { file: path }),
    provider: parseProviderName(
      provider.value,
      provider.source === 'HOMEMANAGER_PROVIDER' ? provider.source : undefined,
    ),
    ...(file.protected === undefined ? {} : { protected: file.protected }),
    ports: resolvePorts(flags, file, environment),
    ...resolveSections(STORE_SETTINGS, file, environment),
    ...withReplicaLag(resolveSections(ADDON_SETTINGS, file, environment), flags),
    services: resolveSections(SERVICES, file.services, environment),
    ...resolveOtherServices(file.services),
    http: resolveSettings(HTTP, file.http, environment),
    migrations: resolveMigrations(path, root, resolveSettings(MIGRATIONS, file.migrations, environment)),
    ...(file.invariants === undefined
      ? {}
      : { invariants: file.invariants.map((each) => resolve(root, each)) }),
    ...(file.extensions === undefined
      ? {}
      : { extensions: file.extensions.map((each) => resolve(root, each)) }),
    backups: resolveSettings(BACKUPS, file.backups, environment),
    addons: listAddons(flags, file),
    fileAddons: file.addons ?? [],
  }
  const branched = applyWorktree(applyBranch(config), file, flags)
  return flags.project === undefined ? applyExportedStack(branched, allVariables) : branched
}

function listAddons({ addons, replicaLag }: ConfigFlags, file: ConfigFile): readonly AddonName[] {
  const names = (addons ?? file.addons ?? []).map(parseAddonName)
  return replicaLag === undefined ? names : [...new Set([...names, 'postgres-replica' as const])]
}

function withReplicaLag(
  sections: SectionValues<typeof ADDON_SETTINGS>,
  { replicaLag: lag }: ConfigFlags,
): SectionValues<typeof ADDON_SETTINGS> {
  return lag === undefined
    ? sections
    : { ...sections, 'postgres-replica': { ...sections['postgres-replica'], lag } }
}

/**
 * The project name of homemanager.yaml. Git worktrees have the same file, so in one other than the main worktree the name of its
 * directory is added, unless a project without it has a state there already.
 */
function listFileNames(
  root: string,
  project: string | undefined,
): readonly (readonly [string, string | undefined])[] {
  const worktree = project === undefined ? undefined : findWorktree(root)
  if (project === undefined || worktree === undefined || existsSync(join(root, '.homemanager', project)))
    return [['homemanager.yaml', project]]
  return [['homemanager.yaml and the name of the git worktree', slugify(`${project}-${worktree}`)]]
}

/** The project of a git worktree has free ports, since its file pins those of the main worktree. */
function applyWorktree(config: ResolvedConfig, file: ConfigFile, flags: ConfigFlags): ResolvedConfig {
  const isOfWorktree = file.project !== undefined && config.project !== file.project
  if (flags.project !== undefined || !isOfWorktree || findWorktree(config.root) === undefined) return config
  return { ...config, ports: toFreePorts(config.ports, flags.ports) }
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

const FIRST_OTHER_PORT = 4010

/** Services with a name of their own have no environment variables. */
function resolveOtherServices(services: ConfigFile['services'] = {}): Pick<ResolvedConfig, 'otherServices'> {
  const others = Object.entries(services).filter(([name]) => !SERVICE_NAMES.some((each) => each === name))
  return others.length === 0 ? {} : { otherServices: Object.fromEntries(others) }
}

function resolvePorts(
  flags: ConfigFlags,
  file: ConfigFile,
  environment: Environment,
): ResolvedConfig['ports'] {
  const choices = Object.entries(PORTS).map(([key, setting]): [PortName, PortChoice] => {
    const name = key as PortName
    const pinned =
      flags.ports?.[name] ??
      readVariable(setting, environment) ??
      file.ports?.[name] ??
      getCommandPort(file, name)
    return [name, { port: pinned ?? setting.defaultValue, pinned: (pinned ?? 0) !== 0 }]
  })
  const others = Object.entries(resolveOtherServices(file.services).otherServices ?? {})
  const commands = others.filter(([, { command }]) => command !== undefined)
  const all = [
    ...choices,
    ...commands.map(([name, { port }], index): [string, PortChoice] => [
      name,
      { port: port ?? FIRST_OTHER_PORT + index, pinned: port !== undefined },
    ]),
  ]
  assertDistinctPorts(all)
  return Object.fromEntries(all) as Record<PortName, PortChoice>
}

/** Throws `CONFIG_INVALID` if two components are configured for one port. */
function assertDistinctPorts(choices: readonly (readonly [string, PortChoice])[]): void {
  const pinned = choices.filter((choice) => choice[1].pinned)
  for (const [i, [name, { port }]] of pinned.entries()) {
    const other = pinned.slice(i + 1).find((choice) => choice[1].port === port)
    if (other === undefined) continue
    throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
      message: `${name} and ${other[0]} are both configured for port ${port}.`,
      suggestion: `Set another port for one of them: HOMEMANAGER_${other[0].toUpperCase()}_PORT, or ports.${other[0]} in homemanager.yaml.`,
    })
  }
}

/** The port of a custom service, beside its command. */
function getCommandPort({ services = {} }: ConfigFile, name: PortName): number | undefined {
  const found = SERVICE_NAMES.find((service) => service === name)
  return found === undefined ? undefined : services[found]?.port
}

/** Without a setting, the directory that `migrate new` creates beside homemanager.yaml: `migrations/postgres`. */
function findMigrationDirectory(file: string | undefined, root: string, store: StoreName): readonly string[] {
  const directory = getDefaultMigrationDirectory(root, store)
  return file !== undefined && mayExist(directory) ? [directory] : []
}

function resolveMigrations(
  file: string | undefined,
  root: string,
  { lockTimeout, statementTimeout, ...directories }: SettingValues<typeof MIGRATIONS>,
): ResolvedConfig['migrations'] {
  return {
    directories: Object.fromEntries(
      STORE_NAMES.flatMap((store) => {
        const directory = directories[store]
        const found =
          directory === undefined ? findMigrationDirectory(file, root, store) : [resolve(root, directory)]
        return found.map((path) => [store, path])
      }),
    ),
    lockTimeoutMs: lockTimeout * 1000,
    statementTimeoutMs: statementTimeout * 1000,
  }
}
