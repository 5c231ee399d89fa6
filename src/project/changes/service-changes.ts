import { removePassword } from '../../core/remove-password.js'
import { isDeepStrictEqual } from 'node:util'
import { ADDON_NAMES } from '../../core/addon-name.js'
import { SERVICE_NAMES, type ServiceName } from '../../core/service-name.js'
import { type AllowedAccess, LOOPBACK_ACCESS } from '../../services/http/requests/allowed-access.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { PortName } from '../../config/settings/ports.js'
import { getConfiguredAddonUrl } from '../components/requested-addons.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { describeCommand } from '../own-services/describe-command.js'
import {
  getServiceKind,
  getServiceSettings,
  getSubscriptions,
  listOtherServices,
} from '../../config/service-kind.js'
import type { CommandRecord, ServicesRecord, StackState } from '../state/stack-state.js'
import type { Change } from '../../core/change.js'
import { withoutSecrets } from './engine-changes.js'
import { getUrlPort } from '../../core/url-port.js'

/** What differs between the configuration and the running services and gateway. */
export function listServiceChanges(project: RecordedProject, services: ServicesRecord): readonly Change[] {
  const { config, state } = project
  const changes = (['gateway', ...SERVICE_NAMES] as const).map((name) => {
    const running = services.urls[name]
    const configured = name === 'gateway' ? undefined : config.services[name].url
    const command = state.commands?.find((record) => record.name === name)
    if (name !== 'gateway' && (command !== undefined || getServiceKind(config, name) === 'command'))
      return findCommandChange(config, name, command, isOwn(name, services, state))
    const wasOwn = name !== 'gateway' && isOwn(name, services, state)
    if (configured !== undefined || wasOwn) {
      const [from, to] = [wasOwn ? running : 'bundled', configured ?? 'bundled']
      return from === to ? undefined : toChange(name, 'url', from, to)
    }
    const { port, pinned } = config.ports[name]
    const current = getUrlPort(running)
    return pinned && current !== port ? toChange(name, 'port', String(current), String(port)) : undefined
  })
  const others = new Set([...listOtherServices(config), ...listRunningOthers(services, state)])
  for (const name of others) changes.push(findOtherChange(config, name, services, state))
  const access = isDeepStrictEqual(services.access ?? LOOPBACK_ACCESS, getAllowedAccess(config))
  return [
    ...changes.filter((change) => change !== undefined),
    ...(access && isDeepStrictEqual(services.subscriptions ?? {}, getSubscriptions(config))
      ? []
      : [toChange('gateway', 'settings', null, null)]),
    ...listConfiguredAddonChanges(project, services),
  ]
}

/** The user's services besides the three, as they were started. */
function listRunningOthers({ urls }: ServicesRecord, { commands = [] }: StackState): readonly string[] {
  const names = [...Object.keys(urls), ...commands.map(({ name }) => name)]
  return names.filter((name) => name !== 'gateway' && !SERVICE_NAMES.some((each) => each === name))
}

function findOtherChange(
  config: ResolvedConfig,
  name: string,
  { urls }: ServicesRecord,
  state: StackState,
): Change | undefined {
  const command = state.commands?.find((record) => record.name === name)
  const running = urls[name] === undefined ? 'none' : command === undefined ? 'url' : 'command'
  const configured = listOtherServices(config).includes(name) ? getServiceKind(config, name) : 'none'
  if (running !== configured) return toChange(name, 'state', running, configured)
  if (command !== undefined) return findCommandChange(config, name, command, true)
  const { url = '' } = getServiceSettings(config, name)
  return url === urls[name] ? undefined : toChange(name, 'url', urls[name] ?? '', url)
}

/** What differs between the configuration and the running command of a custom service. */
function findCommandChange(
  config: ResolvedConfig,
  name: string,
  command: CommandRecord | undefined,
  wasOwn: boolean,
): Change | undefined {
  const configured = getServiceKind(config, name)
  if (command === undefined || configured !== 'command') {
    const running = command === undefined ? (wasOwn ? 'url' : 'bundled') : 'command'
    return toChange(name, 'state', running, configured)
  }
  const { port, pinned } = config.ports[name as PortName]
  if (pinned && port !== command.port) return toChange(name, 'port', String(command.port), String(port))
  return command.applied === describeCommand(config, name)
    ? undefined
    : toChange(name, 'settings', null, null)
}

/** Who may send requests to the gateway and the services. */
export function getAllowedAccess({ http }: ResolvedConfig): AllowedAccess {
  return { hosts: http.allowedHosts ?? [], origins: http.allowedOrigins ?? [] }
}

/** Whether the gateway forwards the requests for a service to one of the user. */
function isOwn(name: ServiceName, { own, urls }: ServicesRecord, { ports }: StackState): boolean {
  // Earlier versions did not record it.
  return own?.includes(name) ?? urls[name] !== `http://127.0.0.1:${ports[name] ?? ''}`
}

/** The services connect to servers whose URLs are configured, such as `redis.url`, when they start. */
function listConfiguredAddonChanges(
  project: RecordedProject,
  { addonUrls }: ServicesRecord,
): readonly Change[] {
  if (addonUrls === undefined) return []
  return ADDON_NAMES.flatMap((name) => {
    const url = getConfiguredAddonUrl(name, project)
    const configured = url === undefined ? undefined : removePassword(url)
    // Earlier versions recorded the password.
    const used = addonUrls[name] === undefined ? undefined : removePassword(addonUrls[name])
    const isManaged = project.state.addons?.some((record) => record.name === name) ?? false
    if (configured === used || (configured === undefined && isManaged)) return []
    const [from, to] = [used, configured].map((url) => (url === undefined ? 'none' : withoutSecrets(url)))
    return [
      from === to ? toChange(name, 'settings', null, null) : toChange(name, 'url', from ?? '', to ?? ''),
    ]
  })
}

function toChange(
  component: string,
  setting: Change['setting'],
  from: string | null,
  to: string | null,
): Change {
  return { component, setting, from, to }
}
