import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackState } from '../state/stack-state.js'
import type { UpOptions } from '../up/up-options.js'
import { UpRun } from '../up/up-run.js'
import { getUrlPort } from '../../core/url-port.js'

export type RestartOptions = Pick<
  UpOptions,
  'signal' | 'reporter' | 'allowOutOfOrder' | 'allowEmptyMigrations'
>

/**
 * A run that starts components again where they were: their ports are pinned. If another process uses one, that is an error,
 * because clients of the stack have its address. Images are not pulled. Call it with the stack lock held.
 */
export function createRestartRun(
  config: ResolvedConfig,
  state: StackState,
  options: RestartOptions,
  timeoutMs: number,
): UpRun {
  const ports = { ...config.ports }
  const pin = (name: keyof typeof ports, port: number): void => {
    ports[name] = { ...ports[name], port, pinned: true }
  }
  for (const { store, port } of state.engines) pin(store, port)
  for (const { name, port } of state.addons ?? []) pin(name, port)
  for (const [name, port] of Object.entries(getServicePorts(state))) pin(name as keyof typeof ports, port)
  const run: UpOptions = { ...options, services: 'background', pull: 'missing' }
  return new UpRun({ ...config, ports }, run, performance.now() + timeoutMs)
}

/** The ports of the gateway and the services, as they were started. */
export function getServicePorts({ services }: StackState): Readonly<Record<string, number>> {
  const urls = Object.entries(services?.urls ?? {})
  return Object.fromEntries(urls.map(([name, url]) => [name, getUrlPort(url)]))
}
