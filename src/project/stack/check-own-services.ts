import type { ResolvedConfig } from '../../config/resolved-config.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { isOwnServiceHealthy } from '../readiness/is-service-healthy.js'
import type { EndpointStatus, StackStatus } from './stack-status.js'

const READINESS_TIMEOUT_MS = 2000

/** The status with that of the user's own services as they respond now. Without any, or if no services run, it is unchanged. */
export async function checkOwnServices(config: ResolvedConfig, status: StackStatus): Promise<StackStatus> {
  const own = SERVICE_NAMES.flatMap((name) => {
    const { url } = config.services[name]
    return url === undefined || status.services[name].url === null ? [] : [{ name, url }]
  })
  if (own.length === 0) return status
  const checked = await Promise.all(
    own.map(async ({ name, url }): Promise<readonly [string, EndpointStatus]> => {
      const healthy = await isOwnServiceHealthy(url, READINESS_TIMEOUT_MS)
      return [name, { status: healthy ? 'healthy' : 'unhealthy', url }]
    }),
  )
  const services = { ...status.services, ...Object.fromEntries(checked) }
  return {
    ...status,
    ok: status.ok && checked.every(([, { status: state }]) => state === 'healthy'),
    services,
  }
}
