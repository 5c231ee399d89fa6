import { isHttpReady, readHttpText } from '../../core/is-http-ready.js'
import { SERVICE_NAMES, type ServiceName } from '../../core/service-name.js'

/** Whether `/healthz` of a bundled service or the gateway reports healthy. Never throws. */
export async function isServiceHealthy(url: string, timeoutMs: number): Promise<boolean> {
  return isHttpReady(new URL('/healthz', url), { timeoutMs }, (status) => status < 300)
}

/**
 * Whether a user's own service responds. As for the gateway, any status below 500 is accepted: the service need not
 * implement `/healthz`. Never throws.
 */
export async function isOwnServiceHealthy(
  url: string,
  timeoutMs: number,
  path = '/healthz',
): Promise<boolean> {
  return isHttpReady(new URL(`${url.replace(/\/$/, '')}${path}`), { timeoutMs }, (status) => status < 500)
}

/** Whether the gateway reports that all services are healthy, except the user's own. Never throws. */
export async function areBundledServicesHealthy(
  gatewayUrl: string,
  own: readonly ServiceName[],
  timeoutMs: number,
): Promise<boolean> {
  try {
    const text = await readHttpText(new URL('/healthz', gatewayUrl), { timeoutMs })
    const { services } = JSON.parse(text) as {
      readonly services: Readonly<Record<ServiceName, { readonly status: string }>>
    }
    return SERVICE_NAMES.every((name) => own.includes(name) || services[name].status === 'healthy')
  } catch {
    return false
  }
}
