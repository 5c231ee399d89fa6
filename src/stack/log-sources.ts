import { join } from 'node:path'
import type { ResolvedConfig } from '../config/resolved-config.js'
import { HomeError } from '../core/home-error.js'
import { PART_PROGRAMS } from '../core/optional-part.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { STORE_NAMES } from '../core/store-name.js'
import { type KnownEngine, knownEngines } from './known-engines.js'
import { knownParts } from './known-parts.js'
import { loadProvider } from './providers/load-provider.js'
import { tailFile, type TailOptions } from './providers/tail-file.js'
import { STACK_ERRORS } from './stack-errors.js'
import type { StackState } from './stack-state.js'
import { readState } from './state-file.js'

/** One part's log. */
export interface LogSource {
  readonly name: string
  lines(options: TailOptions): AsyncIterable<string>
}

/** The names that `logs` takes: the engines, and the services, which share one process and one log. */
export const LOG_NAMES: readonly string[] = [
  ...STORE_NAMES,
  'services',
  'gateway',
  ...SERVICE_NAMES,
  ...Object.values(PART_PROGRAMS),
]

/** The log of one part, or of all. Logs of stopped parts can still be read. Throws `UNKNOWN_LOG`. */
export async function logSources(config: ResolvedConfig, name?: string): Promise<readonly LogSource[]> {
  if (name !== undefined && !LOG_NAMES.includes(name)) {
    throw new HomeError(STACK_ERRORS.UNKNOWN_LOG, {
      message: `There is no part named "${name}".`,
      detail: `Parts: ${LOG_NAMES.join(', ')}.`,
      suggestion: 'Run homemanager logs for all of them.',
    })
  }
  const { state } = readState(config)
  const engines = await knownEngines(config, state)
  const sources = await Promise.all([engineSources(config, engines), partSources(config, state, engines)])
  const chosen = sources.flat().filter((source) => name === undefined || source.name === name)
  return [...chosen, ...serviceSources(config, name)]
}

async function engineSources(
  config: ResolvedConfig,
  engines: readonly KnownEngine[],
): Promise<readonly LogSource[]> {
  const sources = STORE_NAMES.map(async (store): Promise<LogSource> => {
    const record = engines.find(({ engine }) => engine.store === store)?.engine
    const file = join(config.home, 'logs', `${store}.log`)
    if (record?.provider !== 'docker') return { name: store, lines: (options) => tailFile(file, options) }
    const provider = await loadProvider('docker')
    return {
      name: store,
      lines: (options) => provider.logLines?.(record, options) ?? tailFile(file, options),
    }
  })
  return Promise.all(sources)
}

async function partSources(
  config: ResolvedConfig,
  state: StackState,
  engines: readonly KnownEngine[],
): Promise<readonly LogSource[]> {
  const known = await knownParts(config, state, engines)
  if (known.length === 0) return []
  const { parts } = await loadProvider('docker')
  return known.flatMap(({ record }) =>
    parts ? [{ name: PART_PROGRAMS[record.part], lines: (options) => parts.logLines(record, options) }] : [],
  )
}

function serviceSources(config: ResolvedConfig, name: string | undefined): readonly LogSource[] {
  const file = join(config.home, 'logs', 'services.log')
  if (name === undefined || name === 'services') {
    return [{ name: 'services', lines: (options) => tailFile(file, options) }]
  }
  if (name !== 'gateway' && !SERVICE_NAMES.some((service) => service === name)) return []
  return [{ name, lines: (options) => ofService(tailFile(file, options), name) }]
}

/** The lines of one service: each line of the log is JSON with a `service`; what the gateway mounts names it too. */
async function* ofService(lines: AsyncIterable<string>, service: string): AsyncGenerator<string> {
  for await (const line of lines) {
    if (line.includes(`"service":"${service}"`) || line.includes(`"via":"${service}"`)) yield line
  }
}
