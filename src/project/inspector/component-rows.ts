import { ADDON_NAMES } from '../../core/addon-name.js'
import type { ServiceKind } from '../../config/service-kind.js'
import { formatAge } from '../../core/format-age.js'
import { formatBytes } from '../../core/format-bytes.js'
import { formatUptime } from '../../core/format-uptime.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { Pane, Row } from '../../inspect/pages/page.js'
import type { ContainerDetails } from '../../providers/container-details.js'
import { type ProcessUsage, readProcessUsage } from '../../providers/process-usage.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { ServicesRecord, StackState } from '../state/stack-state.js'
import type { ComponentStatus, RestartFields, StackStatus } from '../status/stack-status.js'
import type { LastRestart } from '../supervision/restart-records.js'
import { toDataRow, toSymbol } from './data-row.js'

/** Who runs a service. */
const SERVICE_KINDS: Readonly<Record<ServiceKind, string>> = {
  bundled: '',
  url: 'yours (URL)',
  command: 'yours (command)',
}

/** How long a component has run, and its memory; none if that is not known here. */
type Usage = Partial<Pick<ContainerDetails, 'uptimeSeconds' | 'memoryBytes'>>

interface Component extends RestartFields {
  readonly name: string
  readonly status: ComponentStatus
  readonly usage: Usage | undefined
  readonly address: string
  readonly description: string
}

/** The components of a stack, with what their processes or containers use. */
export function createComponentPane({ stores, services, addons = {} }: StackStatus, state: StackState): Pane {
  const engines = new Map(state.engines.map(({ store, process }) => [store, process]))
  const addonProcesses = new Map(state.addons?.map(({ name, process }) => [name, process]))
  const commands = new Map(state.commands?.map(({ name, process }) => [name, process]))
  const host = readHostUsage(state.services)
  const readServiceUsage = (name: string): Usage => {
    const command = readProcessUsage(commands.get(name))
    if (command !== undefined || host === undefined) return command ?? {}
    // The gateway and the bundled services are one process.
    return name === 'gateway' ? host : { uptimeSeconds: host.uptimeSeconds }
  }
  const components: readonly Component[] = [
    ...STORE_NAMES.map((name) => {
      const { address, description } = getStoreDriver(name).summarizeStatus(stores[name])
      const usage = stores[name].container ?? readProcessUsage(engines.get(name))
      return { ...stores[name], name, usage, address, description }
    }),
    ...ADDON_NAMES.flatMap((name) => {
      const found = addons[name]
      if (found === undefined) return []
      const usage = found.container ?? readProcessUsage(addonProcesses.get(name))
      return [{ ...found, name, usage, address: found.url ?? '', description: 'add-on' }]
    }),
    // The gateway, the three services, and others of the user.
    ...Object.entries(services).map(([name, service]) => {
      const { url, kind = 'bundled' } = service
      const isBundled = kind === 'bundled' || name === 'gateway'
      const usage = isBundled || kind === 'command' ? readServiceUsage(name) : {}
      return { ...service, name, usage, address: url ?? '', description: SERVICE_KINDS[kind] }
    }),
  ]
  const hasRestarts = components.some(({ restarts = 0 }) => restarts > 0)
  return {
    name: 'Components',
    columns: [
      { name: '' },
      { name: 'COMPONENT' },
      { name: 'STATUS' },
      ...(hasRestarts ? [{ name: 'RESTARTS', align: 'right' } as const] : []),
      { name: 'UPTIME', align: 'right', importance: -1 },
      { name: 'MEMORY', align: 'right', importance: -1 },
      { name: 'ADDRESS' },
      { name: '', importance: -1 },
    ],
    rows: components.map((component) => toComponentRow(component, hasRestarts)),
  }
}

/** The process starts before the stores, the services are ready after them. */
function readHostUsage(services: ServicesRecord | undefined): ProcessUsage | undefined {
  const usage = readProcessUsage(services?.process)
  const { readyAt } = services ?? {}
  if (usage === undefined || readyAt === undefined) return usage
  const readySeconds = Math.max(0, (Date.now() - Date.parse(readyAt)) / 1000)
  return { ...usage, uptimeSeconds: Math.min(usage.uptimeSeconds, readySeconds) }
}

/** Host and port of a URL: people look at the screen, and `y` copies all of it, with the password. */
function shortenAddress(address: string): string {
  const host = /^\w[\w+]*:\/\/(?:[^@/]*@)?([^/?]+)/.exec(address)?.[1]
  return host ?? address
}

function toComponentRow(
  { name, status, restarts = 0, lastRestart, usage = {}, address, description }: Component,
  hasRestarts: boolean,
): Row {
  const { uptimeSeconds, memoryBytes } = usage
  return {
    cells: [
      toSymbol(status === 'healthy' ? 'good' : status === 'unhealthy' ? 'bad' : 'warning'),
      { text: name, tone: 'strong' },
      { text: status },
      ...(hasRestarts ? [{ text: restarts === 0 ? '' : String(restarts), tone: 'warning' } as const] : []),
      { text: typeof uptimeSeconds === 'number' ? formatUptime(uptimeSeconds) : '' },
      { text: typeof memoryBytes === 'number' ? formatBytes(memoryBytes) : '' },
      { text: shortenAddress(address) },
      { text: description, tone: 'quiet' },
    ],
    id: address,
    ...(lastRestart === undefined || lastRestart === null
      ? {}
      : { details: [{ name: 'last restart', text: formatRestart(lastRestart) }] }),
    target: formatAddress('logs', [name]),
  }
}

/** The last restart of each component, or the last attempt, as in `status`. The gateway and the services share one process, and so one. */
export function listRestartRows({ stores, services, addons = {} }: StackStatus): readonly Row[] {
  const names = new Map<string, string[]>()
  for (const [name, { lastRestart }] of Object.entries<RestartFields>({
    ...stores,
    ...addons,
    ...services,
  })) {
    if (lastRestart === undefined || lastRestart === null) continue
    const text = formatRestart(lastRestart)
    names.set(text, [...(names.get(text) ?? []), name])
  }
  return [...names].map(([text, of]) =>
    toDataRow('warning', 'restarts', `${of.join(', ')} ${text}`, formatAddress('logs', of.slice(0, 1))),
  )
}

function formatRestart({ at, reason }: LastRestart): string {
  return `${formatAge(at)}: ${reason}`
}
