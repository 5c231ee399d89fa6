import { join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceKind, listOtherServices, listServiceNames } from '../../config/service-kind.js'
import { findClosestMatch } from '../../core/closest-match.js'
import { HomeError } from '../../core/home-error.js'
import type { LogLineParser } from '../../core/log-entry.js'
import { ADDON_NAMES } from '../../core/addon-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { type DiscoveredEngine, discoverEngines } from '../components/discover-engines.js'
import { discoverAddons } from '../components/discover-addons.js'
import { loadAddonRunner } from '../components/load-addon-runner.js'
import { loadProvider } from '../components/load-provider.js'
import { getAddon } from '../../addons/registry.js'
import { type LogLines, openLogFile } from '../../providers/tail-file.js'
import { getStoreDriver } from '../../stores/registry.js'
import { parseServiceLine } from './parse-service-line.js'
import { assertProjectExists } from '../components/assert-project-exists.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { readState } from '../state/state-file.js'

/** The log of one component. */
export interface LogSource extends LogLines {
  readonly name: string
  readonly parse: LogLineParser
}

/** The names that `logs` accepts. The services share one process and one log. */
export const LOG_COMPONENT_NAMES: readonly string[] = [
  ...STORE_NAMES,
  'services',
  'gateway',
  ...SERVICE_NAMES,
  ...ADDON_NAMES,
]

/** The log of one component, or of all. Logs of stopped components are included. Throws `UNKNOWN_COMPONENT`. */
export async function getLogSources(config: ResolvedConfig, name?: string): Promise<readonly LogSource[]> {
  const known = [...LOG_COMPONENT_NAMES, ...listOtherServices(config)]
  if (name !== undefined && !known.includes(name)) {
    const guess = findClosestMatch(name, known)
    throw new HomeError(STACK_ERRORS.UNKNOWN_COMPONENT, {
      message: `No component is named "${name}".`,
      detail: `Components: ${known.join(', ')}.`,
      suggestion: `${guess === undefined ? '' : `Did you mean "${guess}"? `}Run homemanager logs to show the logs of all components.`,
    })
  }
  assertProjectExists(config)
  const project = { config, state: readState(config).state }
  const engines = await discoverEngines(project)
  const sources = await Promise.all([getEngineSources(config, engines), getAddonSources(project, engines)])
  const chosen = sources.flat().filter((source) => name === undefined || source.name === name)
  return [...chosen, ...getServiceSources(config, name)]
}

async function getEngineSources(
  config: ResolvedConfig,
  engines: readonly DiscoveredEngine[],
): Promise<readonly LogSource[]> {
  const sources = STORE_NAMES.map(async (name): Promise<LogSource> => {
    const parse = await getStoreDriver(name).loadLogParser()
    const record = engines.find(({ engine }) => engine.store === name)?.engine
    const provider = record?.provider === 'docker' ? await loadProvider('docker') : undefined
    const lines = record && (await provider?.openLog?.(record))
    return { name, parse, ...(lines ?? openLogFile(join(config.home, 'logs', `${name}.log`))) }
  })
  return Promise.all(sources)
}

async function getAddonSources(
  project: RecordedProject,
  engines: readonly DiscoveredEngine[],
): Promise<readonly LogSource[]> {
  const known = await discoverAddons(project, engines)
  return Promise.all(
    known.map(async ({ record }): Promise<LogSource> => {
      const parse = await getAddon(record.name).loadLogParser()
      return { name: record.name, parse, ...(await (await loadAddonRunner(record)).openLog(record)) }
    }),
  )
}

function getServiceSources(config: ResolvedConfig, name: string | undefined): readonly LogSource[] {
  const lines = openLogFile(join(config.home, 'logs', 'services.log'))
  const commands = listServiceNames(config)
    .filter((service) => getServiceKind(config, service) === 'command')
    .map((service) => ({
      name: service,
      parse: parseServiceLine,
      ...openLogFile(join(config.home, 'logs', `${service}.log`)),
    }))
  if (name === undefined) return [{ name: 'services', parse: parseServiceLine, ...lines }, ...commands]
  if (name === 'services') return [{ name, parse: parseServiceLine, ...lines }]
  const command = commands.find((source) => source.name === name)
  if (command !== undefined) return [command]
  if (name !== 'gateway' && !listServiceNames(config).includes(name)) return []
  const isOwn = (line: string): boolean => isLineOfService(line, name)
  return [
    {
      name,
      parse: parseServiceLine,
      past: () => filterLines(lines.past(), isOwn),
      follow: (signal) => filterLines(lines.follow(signal), isOwn),
    },
  ]
}

async function* filterLines(
  lines: AsyncIterable<string>,
  matches: (line: string) => boolean,
): AsyncGenerator<string> {
  for await (const line of lines) if (matches(line)) yield line
}

/** Each line is JSON with `service`; requests through the gateway have the service in `via`. */
function isLineOfService(line: string, service: string): boolean {
  return line.includes(`"service":"${service}"`) || line.includes(`"via":"${service}"`)
}
