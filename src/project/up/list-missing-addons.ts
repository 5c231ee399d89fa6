import { HomeError } from '../../core/home-error.js'
import { type AddonName } from '../../core/addon-name.js'
import { getAddon } from '../../addons/registry.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Provider } from '../../providers/provider.js'
import { listRequestedAddons } from '../components/requested-addons.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackState } from '../state/stack-state.js'

/** The states that decide which add-ons are missing. */
export interface AddonStates {
  /** As the last command left it: it names the add-ons that earlier runs started. */
  readonly recorded: StackState
  /** As detected: it names the add-ons that are running. */
  readonly current: StackState
}

/**
 * The add-ons to start: requested now or by an earlier `up`, and not running. Throws `ADDON_UNAVAILABLE` if the provider
 * cannot run one that is requested now.
 */
export function listMissingAddons(
  config: ResolvedConfig,
  { recorded, current }: AddonStates,
  provider: Provider['name'],
): readonly AddonName[] {
  const running = new Set((current.addons ?? []).map(({ name }) => name))
  const missing = listRequestedAddons(config, recorded).filter((name) => !running.has(name))
  if (provider === 'docker') return missing
  const first = missing.find((name) => config.addons.includes(name))
  if (first === undefined) return []
  const { variable } = getAddon(first)
  throw new HomeError(STACK_ERRORS.ADDON_UNAVAILABLE, {
    message: `The add-on ${first} requires the Docker provider, but the provider is ${provider}.`,
    suggestion: `Run homemanager up --provider docker --with ${first}, or set ${variable} to the URL of a running one.`,
  })
}
