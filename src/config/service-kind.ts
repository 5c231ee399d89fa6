import { SERVICE_NAMES, type ServiceName } from '../core/service-name.js'
import type { ResolvedConfig, ServiceSettings } from './resolved-config.js'

/**
 * Who runs a service. `bundled`: homemanager's own implementation. `url`: the user, elsewhere. `command`: the user's program, which
 * the stack starts. A URL takes precedence: it may come from the environment.
 */
export type ServiceKind = 'bundled' | 'url' | 'command'

export function getServiceKind(config: ConfiguredServices, name: string): ServiceKind {
  const { url, command } = getServiceSettings(config, name)
  if (url !== undefined) return 'url'
  return command === undefined ? 'bundled' : 'command'
}

type ConfiguredServices = Pick<ResolvedConfig, 'services' | 'otherServices'>

/** The settings of any service; none if it is not configured. */
export function getServiceSettings(
  { services, otherServices = {} }: ConfiguredServices,
  name: string,
): ServiceSettings {
  return SERVICE_NAMES.some((each) => each === name)
    ? services[name as ServiceName]
    : (otherServices[name] ?? {})
}

/** The names of the user's services besides the three. */
export function listOtherServices({ otherServices = {} }: ConfiguredServices): readonly string[] {
  return Object.keys(otherServices)
}

/** The names of all services. */
export function listServiceNames(config: ConfiguredServices): readonly string[] {
  return [...SERVICE_NAMES, ...listOtherServices(config)]
}

/** Which of the three services are the user's own, and not bundled. */
export function listOwnServices(config: ConfiguredServices): readonly ServiceName[] {
  return SERVICE_NAMES.filter((name) => getServiceKind(config, name) !== 'bundled')
}

/** The types of events that services of the user get, and the path to which they are sent. */
export type SubscriptionSettings = Readonly<
  Record<string, { readonly types: readonly string[]; readonly path: string }>
>

const DEFAULT_RECEIVE_PATH = '/events'

/** The subscriptions of the services that are not bundled, by their names. */
export function getSubscriptions(config: ConfiguredServices): SubscriptionSettings {
  return Object.fromEntries(
    listServiceNames(config).flatMap((name) => {
      const { subscribe: types, receive: path = DEFAULT_RECEIVE_PATH } = getServiceSettings(config, name)
      return types === undefined || getServiceKind(config, name) === 'bundled'
        ? []
        : [[name, { types, path }]]
    }),
  )
}
