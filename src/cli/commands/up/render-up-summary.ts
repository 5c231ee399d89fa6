import type { Output } from '../../../output/output.js'
import type { Stack } from '../../../project/stack/create-stack.js'
import { DEMO_LOGIN } from '../../../dataset/demo-login.js'
import { toStatusRows } from '../../render-status.js'

/** What a person reads when `up` is done: what runs, where, who can log in, what to try next. */
export function renderUpSummary(
  { status, unchanged }: Pick<Stack, 'status' | 'unchanged'>,
  seed: string | undefined,
  style: Output['style'],
): string {
  const seconds = (status.elapsedMs / 1000).toFixed(1)
  const head = unchanged
    ? `${style.green('✓')} Everything already runs ${style.dim(`(${seconds} s)`)}`
    : `${style.green('✓')} ${style.bold(status.project)} is up ${style.dim(`(${status.provider}, ${seconds} s)`)}`
  const rows = toStatusRows(status).filter((row) => row.status === 'healthy')
  const lines = rows.map(
    (row) => `  ${row.name.padEnd(9)} ${style.cyan(row.address)}${formatSuffix(row.description, style)}`,
  )
  return [head, '', ...lines, '', ...renderNextSteps(status.services.gateway.url, seed, style)].join('\n')
}

function formatSuffix(what: string, style: Output['style']): string {
  return what === '' ? '' : `  ${style.dim(what)}`
}

function renderNextSteps(
  gateway: string | null,
  seed: string | undefined,
  style: Output['style'],
): readonly string[] {
  const demo = seed === 'demo' ? [`  Demo login  ${DEMO_LOGIN.email}  ${DEMO_LOGIN.password}`, ''] : []
  const next: (readonly [string, string])[] = [
    ['homemanager status', 'what runs, and how it is'],
    ...(seed === undefined ? ([['homemanager seed demo', 'load the demo world']] as const) : []),
    ['homemanager verify', 'prove that the three stores agree'],
    ['homemanager query postgres "SELECT email FROM users LIMIT 3"', ''],
    ...(gateway === null ? [] : ([[`open ${gateway}/docs`, 'the API, to read and to try']] as const)),
    ['homemanager down', 'stop it; the data stays'],
  ]
  const tries = next.map(
    ([command, what]) => `  ${style.cyan(command)}${what === '' ? '' : `  ${style.dim(what)}`}`,
  )
  return [...demo, style.bold('Try next'), ...tries]
}
