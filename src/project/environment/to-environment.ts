import type { AddonName } from '../../core/addon-name.js'
import type { Endpoints } from '../../core/store-types.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceKind, listServiceNames } from '../../config/service-kind.js'
import { getEventSecret } from '../../events/subscriptions/event-secret.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { ADDONS } from '../../addons/registry.js'
import { getStoreDriver } from '../../stores/registry.js'

/** The environment variables for these endpoints: HOMEMANAGER_*, then those that other programs read, such as AWS SDKs. */
export function toEnvironment(
  endpoints: Endpoints,
  gateway?: string,
  addons: Readonly<Partial<Record<AddonName, string>>> = {},
): Readonly<Record<string, string>> {
  const variables: Readonly<Record<string, string>> = Object.assign(
    {},
    ...STORE_NAMES.map((name) => getStoreDriver(name).toEnvironment(endpoints[name])),
    ...ADDONS.map(({ name, variable }) => optional(variable, addons[name])),
    optional('HOMEMANAGER_GATEWAY_URL', gateway),
  )
  const isOwn = ([name]: [string, string]): boolean => name.startsWith('HOMEMANAGER_')
  const entries = Object.entries(variables)
  return Object.fromEntries([...entries.filter(isOwn), ...entries.filter((entry) => !isOwn(entry))])
}

/** The addresses of the user's services besides the three: `HOMEMANAGER_CALENDAR_URL`. */
export function toServiceVariables(
  names: readonly string[],
  urls: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const url = urls[name]
      return url === undefined ? [] : [[toVariable(name, 'URL'), url]]
    }),
  )
}

/** The secrets with which the services of the user check and publish events: `HOMEMANAGER_CALENDAR_EVENTS_SECRET`. */
export function toSecretVariables(config: ResolvedConfig): Readonly<Record<string, string>> {
  const own = listServiceNames(config).filter((name) => getServiceKind(config, name) !== 'bundled')
  return Object.fromEntries(
    own.map((name) => [toVariable(name, 'EVENTS_SECRET'), getEventSecret(config.home, name)]),
  )
}

function toVariable(service: string, suffix: string): string {
  return `HOMEMANAGER_${service.toUpperCase().replaceAll('-', '_')}_${suffix}`
}

/**
 * Variables that keep a program from using the addresses and credentials of `toEnvironment`, such as AWS_PROFILE, and
 * addresses that the stack may not have.
 */
export function listOverridingVariables(endpoints: Endpoints): readonly string[] {
  return [
    ...STORE_NAMES.flatMap((name) => getStoreDriver(name).listOverridingVariables(endpoints[name])),
    ...ADDONS.map(({ variable }) => variable),
    'HOMEMANAGER_GATEWAY_URL',
  ]
}

function optional(variable: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [variable]: value }
}
