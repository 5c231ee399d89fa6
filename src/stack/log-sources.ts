import { join } from 'node:path'
import type { ResolvedConfig } from '../config/resolved-config.js'
import { HomeError } from '../core/home-error.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { STORE_NAMES } from '../core/store-name.js'
import { loadProvider } from './providers/load-provider.js'
import { tailFile, type TailOptions } from './providers/tail-file.js'
import { STACK_ERRORS } from './stack-errors.js'
import { readState } from './state-file.js'

/** One part's log. */
export interface LogSource {
  readonly name: string
  lines(options: TailOptions): AsyncIterable<string>
}

/** The names that `logs` takes: the engines, and the services, which share one process and one log. */
export const LOG_NAMES: readonly string[] = [...STORE_NAMES, 'services', 'gateway', ...SERVICE_NAMES]

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
  const stores = STORE_NAMES.filter((store) => name === undefined || name === store)
  const engines = stores.map(async (store): Promise<LogSource> => {
    const record = state.engines.find((engine) => engine.store === store)
    const file = join(config.home, 'logs', `${store}.log`)
    if (record?.provider !== 'docker') return { name: store, lines: (options) => tailFile(file, options) }
    const provider = await loadProvider('docker')
    return {
      name: store,
      lines: (options) => provider.logLines?.(record, options) ?? tailFile(file, options),
    }
  })
  return [...(await Promise.all(engines)), ...serviceSources(config, name)]
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
