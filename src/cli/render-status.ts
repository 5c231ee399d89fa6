import { formatAge } from '../core/format-age.js'
import { formatUptime } from '../core/format-uptime.js'
import { ADDON_NAMES } from '../core/addon-name.js'
import { RESTART_PROGRAM } from '../core/restart-program.js'
import { STORE_NAMES } from '../core/store-name.js'
import { getStoreDriver } from '../stores/registry.js'
import { formatChange } from '../core/change.js'
import { displayWidth } from '../output/display-width.js'
import type { Column, Output } from '../output/output.js'
import type { ContainerDetails } from '../providers/container-details.js'
import { describeInterruptedSeed } from '../dataset/seeding/seed-request.js'
import type { ComponentStatus, EndpointStatus, StackStatus } from '../project/status/stack-status.js'
import { describeCommandExit } from '../core/command-exit.js'
import type { LastRestart } from '../project/supervision/restart-records.js'

export interface StatusRow {
  readonly name: string
  readonly status: ComponentStatus
  readonly requested?: false
  readonly address: string
  readonly description: string
  readonly container?: ContainerDetails
  readonly restarts?: number
  readonly lastRestart?: LastRestart | null
}

/** Where the terminal is too narrow for them. */
const NO_DESCRIPTIONS = 'Not shown: details. Widen the terminal or use --json.'

/** What the first line says of the data. */
const DURABILITY: Readonly<Record<NonNullable<StackStatus['durability']> | 'full', string>> = {
  full: '',
  memory: ', data in memory',
  relaxed: ', data not synchronized with the disk',
}

/** The components of the stack, one row each, stores first. */
export function toStatusRows({ stores, services, addons = {} }: StackStatus): readonly StatusRow[] {
  return [
    ...STORE_NAMES.map((name) => ({
      name,
      status: stores[name].status,
      ...getStoreDriver(name).summarizeStatus(stores[name]),
      ...pickDetails(stores[name]),
    })),
    ...ADDON_NAMES.flatMap((name) => {
      const found = addons[name]
      if (found === undefined) return []
      const { status, url, lagMs } = found
      const row = { name, status, address: url ?? '', description: describeAddon(lagMs) }
      return [{ ...row, ...pickDetails(found) }]
    }),
    // The gateway, the three services, and others of the user.
    ...Object.entries(services).map(([name, service]) => ({
      name,
      status: service.status,
      ...(service.requested === undefined ? {} : { requested: service.requested }),
      address: service.url ?? '',
      description: describeService(name, service),
      ...pickDetails(service),
    })),
  ]
}

/** How far a replica lags behind. */
function describeAddon(lagMs: number | null | undefined): string {
  if (lagMs === undefined) return ''
  if (lagMs === null) return 'lag unknown'
  return lagMs === 0 ? 'up to date' : `${(lagMs / 1000).toFixed(1)} s behind`
}

function describeService(name: string, { url, kind }: EndpointStatus): string {
  if (kind === 'url') return 'yours (URL)'
  if (kind === 'command') return 'yours (command)'
  if (kind === 'bundled') return 'bundled'
  return name === 'gateway' && url !== null ? `API reference at ${url}/docs` : ''
}

type Style = Output['style']

export function renderStatus(status: StackStatus, output: Output, style: Style): string {
  const head = `Project ${style.bold(status.project)}, provider ${status.provider}${DURABILITY[status.durability ?? 'full']}`
  const rows = toStatusRows(status)
  if (rows.every((row) => row.status === 'stopped')) {
    const stopped = `${head}: not running. Start it with ${style.cyan('homemanager up')}.`
    return [stopped, ...renderInterruptedSeeds(status, style)].join('\n')
  }
  const columns: readonly Column<StatusRow>[] = [
    { header: 'COMPONENT', cell: (row) => row.name },
    { header: 'STATUS', cell: (row) => renderComponentStatus(row, status, style) },
    ...(rows.some(({ restarts = 0 }) => restarts > 0) ? [RESTARTS_COLUMN] : []),
    ...(rows.some((row) => row.container !== undefined) ? getContainerColumns() : []),
  ]
  const table = renderTableInWidth(rows, columns, output)
  const { changes = [], studio } = status
  const sections = [
    `${head}\n\n${table}`,
    ...renderStartError(status, style),
    ...renderInterruptedSeeds(status, style),
    ...renderStoppedServices(status, style),
    ...renderUnresponsive(status, style),
    ...renderEnded(status, style),
    ...renderLastRestarts(rows, style),
    ...(studio === undefined ? [] : [`Studio  ${style.cyan(studio.url)}`]),
  ]
  if (changes.length === 0) return sections.join('\n\n')
  const lines = changes.map((change) => `  ${formatChange(change)}`)
  const hint = `${style.yellow('The configuration has changed.')} Apply it with ${style.cyan('homemanager up')}:`
  return [...sections, [hint, ...lines].join('\n')].join('\n\n')
}

function renderComponentStatus(
  { status, requested }: StatusRow,
  { startError }: StackStatus,
  style: Style,
): string {
  const notStarted = requested === false || (status === 'stopped' && startError !== undefined)
  return notStarted ? style.dim('○ not started') : `${getStatusSymbol(status, style)} ${status}`
}

/**
 * Addresses are abbreviated if the terminal is narrow, and descriptions are omitted if that is not enough. In a very narrow one,
 * each address has a line of its own.
 */
function renderTableInWidth(
  rows: readonly StatusRow[],
  columns: readonly Column<StatusRow>[],
  output: Output,
): string {
  const { style, columns: width = Infinity } = output
  const address: Column<StatusRow> = { header: 'ADDRESS', cell: (row) => row.address }
  const short: Column<StatusRow> = {
    header: 'ADDRESS',
    canBeBelow: true,
    cell: (row) => abbreviateUrl(row.address),
  }
  const description: Column<StatusRow> = { header: '', cell: (row) => style.dim(row.description) }
  for (const last of [address, short]) {
    const table = output.table(rows, [...columns, last, description], Infinity)
    if (table.split('\n').every((line) => displayWidth(line) <= width)) return table
  }
  const table = output.table(rows, [...columns, short])
  return rows.every((row) => row.description === '') ? table : `${table}\n${style.dim(NO_DESCRIPTIONS)}`
}

/** Without user, password and parameters, which `homemanager env` prints. */
export function abbreviateUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@').replace(/\?.*$/, '')
}

function renderStartError({ startError }: StackStatus, style: Style): readonly string[] {
  if (startError === undefined) return []
  const [status, up] = ['migrate status', 'up'].map((name) => style.cyan(`homemanager ${name}`))
  const check = startError.code.startsWith('MIGRATION_') ? `Check ${status}, then run ${up}.` : `Run ${up}.`
  return [`${style.yellow('The last start failed:')} ${startError.message}\n${check}`]
}

function renderInterruptedSeeds({ interruptedSeeds = [] }: StackStatus, style: Style): readonly string[] {
  return interruptedSeeds.map((seed) => style.yellow(describeInterruptedSeed(seed)))
}

/** They were stopped, for example by `serve`, which runs them itself and does not start them in the background again. */
function renderStoppedServices(
  { services: { gateway }, startError }: StackStatus,
  style: Style,
): readonly string[] {
  if (gateway.status !== 'stopped' || gateway.requested === false || startError !== undefined) return []
  return [`${style.yellow('The services are not running.')} Start them with ${style.cyan('homemanager up')}.`]
}

/** Components that run and do not respond are not restarted: they may recover, and a debugger may have stopped them. */
function renderUnresponsive(status: StackStatus, style: Style): readonly string[] {
  const names = listUnresponsive(status)
  if (names.length === 0) return []
  const { services } = status
  const restartable =
    services.gateway.restartable === false
      ? names.filter((name) => name !== 'services' && services[name] === undefined)
      : names
  const remedies = [
    ...(restartable.length > 0 ? [`run ${style.cyan(`homemanager restart ${restartable.join(' ')}`)}`] : []),
    ...(restartable.length < names.length ? [RESTART_PROGRAM] : []),
  ]
  return [
    `${style.yellow('Running, but not responding:')} ${names.join(', ')}. If that does not change, ${remedies.join(', and ')}.`,
  ]
}

/** Commands of custom services that do not run although the stack does. */
function renderEnded({ services }: StackStatus, style: Style): readonly string[] {
  if (services.gateway.status === 'stopped') return []
  const ended = Object.entries(services).filter(
    ([, { status, kind }]) => kind === 'command' && status === 'stopped',
  )
  return ended.map(([name, service]) => {
    const how = service.ended === undefined ? '' : ` (ended ${describeCommandExit(service.ended)})`
    const [logs, restart] = ['logs', 'restart'].map((command) => style.cyan(`homemanager ${command} ${name}`))
    const remedy = services.gateway.restartable === false ? RESTART_PROGRAM : `run ${restart}`
    return `${style.yellow('Not running:')} ${name}${how}. See ${logs}, then ${remedy}.`
  })
}

/** The names are those that `restart` accepts. Services that wait for a store are not listed beside it. */
function listUnresponsive({ provider, stores, addons = {}, services }: StackStatus): readonly string[] {
  const engines = STORE_NAMES.filter((name) => stores[name].status === 'unhealthy')
  const others = ADDON_NAMES.filter((name) => addons[name]?.status === 'unhealthy')
  const unhealthy = Object.entries(services).filter(([, { status }]) => status === 'unhealthy')
  const own = unhealthy.flatMap(([name, { kind }]) => (kind === 'command' ? [name] : []))
  const areHostsUnhealthy = engines.length === 0 && unhealthy.some(([, service]) => service.own !== true)
  return [
    ...(provider === 'external' ? [] : engines),
    ...others,
    ...(areHostsUnhealthy ? ['services'] : []),
    ...own,
  ]
}

const RESTARTS_COLUMN: Column<StatusRow> = {
  header: 'RESTARTS',
  cell: ({ restarts }) => (restarts === undefined ? '' : String(restarts)),
  align: 'right',
}

/** How long ago and why components were restarted last. The gateway and the services share one process, and so one restart. */
function renderLastRestarts(rows: readonly StatusRow[], style: Style): readonly string[] {
  const lines = rows.flatMap(({ name, lastRestart }) =>
    lastRestart === undefined || lastRestart === null
      ? []
      : [{ name, text: `${formatAge(lastRestart.at)}  ${lastRestart.reason}` }],
  )
  const texts = [...new Set(lines.map(({ text }) => text))]
  if (texts.length === 0) return []
  const rendered = texts.map((text) => {
    const names = lines.filter((line) => line.text === text).map(({ name }) => name)
    return `  ${names.join(', ')}: ${style.dim(text)}`
  })
  return [`Last restarts:\n${rendered.join('\n')}`]
}

type Details = Pick<StatusRow, 'container' | 'restarts' | 'lastRestart'>

function pickDetails({ container, restarts, lastRestart }: Details): Details {
  return {
    ...(container === undefined ? {} : { container }),
    ...(restarts === undefined ? {} : { restarts }),
    ...(lastRestart === undefined ? {} : { lastRestart }),
  }
}

/** What `docker ps` and `docker stats` show. */
function getContainerColumns(): readonly Column<StatusRow>[] {
  return [
    { header: 'UPTIME', cell: ({ container }) => toUptime(container?.uptimeSeconds ?? null) },
    {
      header: 'MEMORY',
      cell: ({ container }) => formatMemory(container?.memoryBytes ?? null),
      align: 'right',
    },
    { header: 'IMAGE', cell: ({ container }) => container?.image ?? '' },
    { header: 'CONTAINER', cell: ({ container }) => container?.name ?? '' },
  ]
}

function toUptime(seconds: number | null): string {
  return seconds === null ? '' : formatUptime(seconds)
}

function formatMemory(bytes: number | null): string {
  return bytes === null ? '' : `${Math.round(bytes / 1024 / 1024)} MB`
}

export function getStatusSymbol(status: ComponentStatus, style: Style): string {
  if (status === 'healthy') return style.green('✓')
  return status === 'unhealthy' ? style.red('✗') : style.yellow('○')
}
