import type { ResolvedConfig } from '../../config/resolved-config.js'
import { type AddonName } from '../../core/addon-name.js'
import { isLoopback } from '../connect/is-loopback.js'
import type { StackState } from '../state/stack-state.js'

/** The add-ons to start: requested, and not provided externally by a URL. */
export function listRequestedAddons(config: ResolvedConfig, state: StackState): readonly AddonName[] {
  return config.addons.filter((addon) => getConfiguredUrl(addon, config, state) === undefined)
}

/** The URL of an add-on: the configured one, else that of the started add-on. */
export function getAddonUrl(addon: AddonName, config: ResolvedConfig, state: StackState): string | undefined {
  return getConfiguredUrl(addon, config, state) ?? state.addons?.find((record) => record.name === addon)?.url
}

/** A configured URL, unless it names this project's add-on: `eval "$(homemanager env)"` sets such URLs. */
function getConfiguredUrl(addon: AddonName, config: ResolvedConfig, state: StackState): string | undefined {
  const url = addon === 'redis' ? config.redis.url : config.postgres.poolUrl
  if (url === undefined || !URL.canParse(url)) return url
  const { hostname, port } = new URL(url)
  return isLoopback(hostname) && Number(port) === state.ports[addon] ? undefined : url
}
