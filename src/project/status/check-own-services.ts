import type { ResolvedConfig } from '../../config/resolved-config.js'
import { SERVICE_NAMES, type ServiceName } from '../../core/service-name.js'
import { isOwnServiceHealthy } from '../components/is-service-healthy.js'
import type { ComponentStatus } from './stack-status.js'

/** The status of each service of the user: one whose URL is configured. */
export async function checkOwnServices(
  { services }: ResolvedConfig,
  timeoutMs: number,
): Promise<Readonly<Partial<Record<ServiceName, ComponentStatus>>>> {
  const checks = SERVICE_NAMES.map(async (name): Promise<readonly [string, ComponentStatus] | undefined> => {
    const { url } = services[name]
    if (url === undefined) return undefined
    return [name, (await isOwnServiceHealthy(url, timeoutMs)) ? 'healthy' : 'unhealthy']
  })
  return Object.fromEntries((await Promise.all(checks)).filter((check) => check !== undefined))
}
