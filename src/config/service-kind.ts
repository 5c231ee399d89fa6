import type { ServiceName } from '../core/service-name.js'
import type { ResolvedConfig } from './resolved-config.js'

/**
 * Who runs a service. `bundled`: homemanager's own implementation. `url`: the user, elsewhere. `command`: the user's program, which
 * the stack starts. A URL takes precedence: it may come from the environment.
 */
export type ServiceKind = 'bundled' | 'url' | 'command'

export function getServiceKind(
  { services }: Pick<ResolvedConfig, 'services'>,
  name: ServiceName,
): ServiceKind {
  const { url, command } = services[name]
  if (url !== undefined) return 'url'
  return command === undefined ? 'bundled' : 'command'
}
