import type { ResolvedConfig } from '../../config/resolved-config.js'
import { type AddonName } from '../../core/addon-name.js'
import { isLoopback } from '../connect/is-loopback.js'
import type { StackState } from '../state/stack-state.js'

/** The optional parts that are to be started: asked for, and not given from outside by a URL. */
export function listRequestedAddons(config: ResolvedConfig, state: StackState): readonly AddonName[] {
  return config.addons.filter((part) => getConfiguredUrl(part, config, state) === undefined)
}

/** Where an optional part is reached: what the user gave, else what was started. */
export function getAddonUrl(part: AddonName, config: ResolvedConfig, state: StackState): string | undefined {
  return getConfiguredUrl(part, config, state) ?? state.addons?.find((record) => record.name === part)?.url
}

/** A URL that the user set, unless it is our own part's (`eval "$(homemanager env)"` sets those). */
function getConfiguredUrl(part: AddonName, config: ResolvedConfig, state: StackState): string | undefined {
  const url = part === 'redis' ? config.redis.url : config.postgres.poolUrl
  if (url === undefined || !URL.canParse(url)) return url
  const { hostname, port } = new URL(url)
  return isLoopback(hostname) && Number(port) === state.ports[part] ? undefined : url
}
