import { getServiceKind, getServiceSettings, listServiceNames } from '../../config/service-kind.js'
import { isOwnServiceHealthy } from '../components/is-service-healthy.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { ComponentStatus } from './stack-status.js'

/** The status of each custom service. */
export async function checkOwnServices(
  { config, state }: RecordedProject,
  timeoutMs: number,
): Promise<Readonly<Record<string, ComponentStatus>>> {
  const checks = listServiceNames(config).map(
    async (name): Promise<readonly [string, ComponentStatus] | undefined> => {
      if (getServiceKind(config, name) === 'bundled') return undefined
      const { url = state.services?.urls[name], ready } = getServiceSettings(config, name)
      if (url === undefined) return undefined
      return [name, (await isOwnServiceHealthy(url, timeoutMs, ready)) ? 'healthy' : 'unhealthy']
    },
  )
  return Object.fromEntries((await Promise.all(checks)).filter((check) => check !== undefined))
}
