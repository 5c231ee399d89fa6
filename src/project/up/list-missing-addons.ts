import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { type AddonName } from '../../core/addon-name.js'
import { getAddon } from '../../addons/registry.js'
import type { Provider } from '../../providers/provider.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackState } from '../state/stack-state.js'
import { listRequestedAddons } from '../components/requested-addons.js'

/** The requested add-ons that are not running. Throws `ADDON_UNAVAILABLE`. */
export function listMissingAddons(
  config: ResolvedConfig,
  state: StackState,
  provider: Provider['name'],
): readonly AddonName[] {
  const running = new Set((state.addons ?? []).map(({ name }) => name))
  const missing = listRequestedAddons(config, state).filter((name) => !running.has(name))
  const [first] = missing
  if (first === undefined || provider === 'docker') return missing
  const { variable } = getAddon(first)
  throw new HomeError(STACK_ERRORS.ADDON_UNAVAILABLE, {
    message: `The add-on ${first} requires the Docker provider, but the provider is ${provider}.`,
    suggestion: `Run homemanager up --provider docker --with ${first}, or set ${variable} to the URL of a running one.`,
  })
}
