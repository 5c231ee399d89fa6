import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceSettings, listServiceNames } from '../../config/service-kind.js'
import { isOwnServiceHealthy } from '../components/is-service-healthy.js'
import type { ComponentStatus } from './stack-status.js'

/** The status of each service of the user: one whose URL is configured. */
export async function checkOwnServices(
  config: ResolvedConfig,
  timeoutMs: number,
): Promise<Readonly<Record<string, ComponentStatus>>> {
  const checks = listServiceNames(config).map(
    async (name): Promise<readonly [string, ComponentStatus] | undefined> => {
      const { url, ready } = getServiceSettings(config, name)
      if (url === undefined) return undefined
      return [name, (await isOwnServiceHealthy(url, timeoutMs, ready)) ? 'healthy' : 'unhealthy']
    },
  )
  return Object.fromEntries((await Promise.all(checks)).filter((check) => check !== undefined))
}
