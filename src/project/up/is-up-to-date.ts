import type { ResolvedConfig } from '../../config/resolved-config.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { areBundledServicesHealthy } from '../readiness/is-service-healthy.js'
import { isAddonReady } from '../readiness/is-addon-ready.js'
import { hasDifferentImage } from '../components/has-different-image.js'
import { isAlive } from '../../providers/process-identity.js'
import type { StackState } from '../state/stack-state.js'
import { listRequestedAddons } from '../components/requested-addons.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'
import type { UpOptions } from './up-options.js'

const READINESS_TIMEOUT_MS = 2000

/**
 * Whether nothing must be started or changed. It requests only `/healthz` of the gateway, which checks the stores: no driver
 * is loaded, so `up` on a running stack is fast.
 */
export async function isUpToDate(
  config: ResolvedConfig,
  state: StackState,
  options: Pick<UpOptions, 'seed' | 'services' | 'pull'>,
): Promise<boolean> {
  const { services, engines } = state
  if (
    options.services === 'none' ||
    options.services === 'foreground' ||
    services === undefined ||
    !isAlive(services.process)
  )
    return false
  if (!STORE_NAMES.every((store) => engines.some((engine) => engine.store === store))) return false
  if (engines.some((engine) => engine.process !== undefined && !isAlive(engine.process))) return false
  if (config.provider !== 'auto' && config.provider !== state.provider) return false
  if (engines.some(({ store, port }) => config.ports[store].pinned && config.ports[store].port !== port))
    return false
  if (options.pull === 'always' || engines.some((engine) => hasDifferentImage(config, engine))) return false
  if (
    !listRequestedAddons(config, state).every((name) =>
      (state.addons ?? []).some((record) => record.name === name),
    )
  )
    return false
  const own = SERVICE_NAMES.filter((name) => config.services[name].url !== undefined)
  if (own.some((name) => services.urls[name] !== config.services[name].url)) return false
  if (options.seed !== undefined && !state.seeded.includes(options.seed)) return false
  if (state.migrated !== migrationsFingerprint(config)) return false
  const checks = await Promise.all([
    areBundledServicesHealthy(services.urls.gateway, own, READINESS_TIMEOUT_MS),
    ...(state.addons ?? []).map(async (record) => isAddonReady(record, READINESS_TIMEOUT_MS)),
  ])
  return checks.every(Boolean)
}
