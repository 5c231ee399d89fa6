import type { ResolvedConfig } from '../../config/resolved-config.js'
import { discoverEngines } from '../components/discover-engines.js'
import { discoverAddons } from '../components/discover-addons.js'
import type { StackState } from '../state/stack-state.js'

/** The state, updated with what is actually running, even if the state file is lost or was never written. */
export async function detectRunningState(config: ResolvedConfig, state: StackState): Promise<StackState> {
  const engines = await discoverEngines(config, state)
  const addons = await discoverAddons(config, state, engines)
  const running = engines.filter((engine) => engine.running).map(({ engine }) => engine)
  const [first] = running
  const provider = state.provider ?? first?.provider
  const ports = Object.fromEntries(running.map(({ store, port }) => [store, port]))
  return {
    ...state,
    ...(provider === undefined ? {} : { provider }),
    ports: { ...state.ports, ...ports },
    engines: running,
    addons: addons.filter((addon) => addon.running).map(({ record }) => record),
  }
}
