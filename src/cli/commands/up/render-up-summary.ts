import { displayWidth } from '../../../output/display-width.js'
import type { Output } from '../../../output/output.js'
import type { UpReport } from '../../../project/up/up.js'
import { formatChange } from '../../../core/change.js'
import { DEMO_LOGIN } from '../../../dataset/demo-login.js'
import { abbreviateUrl, type StatusRow, toStatusRows } from '../../render-status.js'

type Style = Output['style']

export interface UpHints {
  /** The seeded profiles. */
  readonly profiles: readonly string[]
  readonly addressCommands: Output['addressCommands']
}

/** The summary after `up`: the components with their addresses, and with `hints` the demo login and commands to try next. */
export function renderUpSummary(
  { status, unchanged }: Pick<UpReport, 'status' | 'unchanged'>,
  hints: UpHints | undefined,
  { style, columns = Infinity }: Pick<Output, 'style' | 'columns'>,
): string {
  const seconds = (status.elapsedMs / 1000).toFixed(1)
  const head = unchanged
    ? `${style.green('✓')} ${style.bold(status.project)} is already running ${style.dim(`(${seconds} s)`)}`
    : `${style.green('✓')} ${style.bold(status.project)} is up ${style.dim(`(${status.provider}, ${seconds} s)`)}`
  const rows = toStatusRows(status).filter((row) => row.status !== 'stopped')
  const width = Math.max(8, ...rows.map(({ name }) => name.length))
  const format = (row: StatusRow, address: string, description: string): string =>
    `  ${row.name.padEnd(width)}  ${style.cyan(address)}${formatSuffix(description, style)}`
  const lines = rows.map((row) => {
    const short = abbreviateUrl(row.address)
    const full = format(row, row.address, describeRow(row))
    if (displayWidth(full) <= columns) return full
    const abbreviated = format(row, short, describeRow(row))
    return displayWidth(abbreviated) <= columns ? abbreviated : format(row, short, '')
  })
  const next = hints === undefined ? [] : ['', ...renderNextSteps(status.services.gateway.url, hints, style)]
  const changes = status.changes ?? []
  const changed =
    changes.length === 0 ? [] : ['Changed:', ...changes.map((each) => `  ${formatChange(each)}`), '']
  return [head, '', ...changed, ...lines, ...next].join('\n')
}

/** `up` does not wait for a service of the user at a URL. */
function describeRow({ status, description }: StatusRow): string {
  return status === 'healthy' ? description : `${description}, not responding`
}

function formatSuffix(text: string, style: Style): string {
  return text === '' ? '' : `  ${style.dim(text)}`
}

function renderNextSteps(
  gateway: string | null,
  { profiles: seededProfiles, addressCommands }: UpHints,
  style: Style,
): readonly string[] {
  const hasLogin = gateway !== null && seededProfiles.includes('demo')
  const login = hasLogin ? [`  Demo login  ${DEMO_LOGIN.email}  ${DEMO_LOGIN.password}`, ''] : []
  const named: readonly (readonly [string, string])[] = [
    ['homemanager status', 'show the status of every component'],
    ...(seededProfiles.length === 0
      ? ([['homemanager seed demo', 'load the demo dataset']] as const)
      : ([['homemanager verify', 'check that the data is consistent']] as const)),
    ['homemanager inspect', 'browse the records'],
    ...(gateway === null ? [] : ([[`${gateway}/docs`, 'the API reference']] as const)),
    ['homemanager down', 'stop the stack; the data is retained'],
  ]
  const steps = named.map(([command, text]) => [addressCommands(command), text] as const)
  const width = Math.max(...steps.map(([command]) => command.length))
  const lines = steps.map(([command, text]) => `  ${style.cyan(command.padEnd(width))}  ${style.dim(text)}`)
  return [...login, style.bold('Try next'), ...lines]
}
