import { setTimeout as sleep } from 'node:timers/promises'
import { formatCount } from '../../core/format-count.js'
import { formatChange } from '../../core/change.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { type ConsumerLag, readConsumerLags } from '../../events/consumer-lag.js'
import { type DeadLetter, listDeadLetters } from '../../events/dead-letters.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { Page, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import { type AppliedCheck, checkAppliedMigrations } from '../../migrations/has-no-pending-migrations.js'
import { listSnapshots } from '../../snapshots/snapshot-directory.js'
import type { StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import { getStackStatus } from '../status/get-stack-status.js'
import type { StackStatus } from '../status/stack-status.js'
import { readState } from '../state/state-file.js'
import { type LastVerification, readLastVerification } from '../state/last-verification.js'
import { type LastConformance, readLastConformance } from '../state/last-conformance.js'
import { isVerifying } from '../state/running-verifications.js'
import { createComponentPane, listRestartRows } from './component-rows.js'
import { formatAge } from '../../core/format-age.js'
import { toDataRow } from './data-row.js'
import { readErrorRows } from './error-rows.js'
import type { InspectorSources } from './inspector-sources.js'
import { MIGRATIONS_ADDRESS } from './schema-screen.js'

/** Events that wait longer than this are late. */
const LATE_SECONDS = 60
const REFRESH_MS = 5000
/** While a verification is under way, whose result is to be shown at once. */
const REFRESH_MS_VERIFYING = 500

interface Findings {
  readonly status: StackStatus
  readonly migrations: AppliedCheck
  readonly events: EventFindings | undefined
  readonly snapshots: readonly StoredSnapshot[]
  readonly verified: LastVerification | undefined
  /** Whether a screen verifies the data now. */
  readonly isVerifying: boolean
  /** The services whose conformance was tested. */
  readonly tested: Readonly<Record<string, LastConformance>>
}

interface EventFindings {
  readonly lags: readonly ConsumerLag[]
  readonly deadLetters: readonly DeadLetter[]
}

/** Whether everything is all right, and what to do next if it is not. */
export const OVERVIEW_SCREEN: Screen<InspectorSources> = {
  name: 'overview',
  title: 'Overview',
  async open({ project, endpoints, postgres }): Promise<Page> {
    const { config } = project
    const asked = getStackStatus(config)
    const { directories } = config.migrations
    const [status, migrations, events, snapshots] = await Promise.all([
      asked,
      unlessUnhealthy(asked, checkAppliedMigrations(endpoints, { directories }), NOT_RESPONDING),
      unlessUnhealthy(asked, readEventFindings({ postgres }), undefined),
      listSnapshots(config.home),
    ])
    const verifying = isVerifying(config.home)
    const verified = readLastVerification(config.home)
    const tested = readLastConformance(config.home)
    const findings = { status, migrations, events, snapshots, verified, isVerifying: verifying, tested }
    const next = listNextSteps(findings)
    return {
      address: '/overview',
      title: next.length === 0 ? 'All components are healthy' : `${next.length} to look at`,
      subtitle: `project ${status.project}, provider ${status.provider}`,
      panes: [
        createComponentPane(status, readState(config).state),
        { name: 'Data', rows: listDataRows(findings), more: readErrorRows(config) },
        {
          name: 'What to do next',
          rows: next,
          empty: 'Nothing: press 2 to see the records, / to search them.',
        },
      ],
      refreshMs: verifying ? REFRESH_MS_VERIFYING : REFRESH_MS,
      origin: { command: 'status' },
      value: status,
    }
  },
}

const NOT_RESPONDING: AppliedCheck = { isComplete: false, problem: 'a store is not responding' }
/** So long what is read from the stores may take after the status is known. */
const GRACE_MS = 500

/** Does not wait for a store that accepts connections and does not respond: the screen would show the status from before. */
async function unlessUnhealthy<T>(
  asked: Promise<StackStatus>,
  reading: Promise<T>,
  otherwise: T,
): Promise<T> {
  // Another project may answer at the address of a store that was stopped.
  const given = asked.then(async ({ stores }) => {
    const statuses = Object.values(stores).map(({ status }) => status)
    if (statuses.includes('stopped')) return otherwise
    return statuses.every((status) => status === 'healthy')
      ? reading
      : Promise.race([reading, sleep(GRACE_MS, otherwise, { ref: false })])
  })
  reading.catch(() => {})
  return given
}

/** Undefined if PostgreSQL is not responding, or has no event log. */
async function readEventFindings({
  postgres: { pool },
}: Pick<RecordSources, 'postgres'>): Promise<EventFindings | undefined> {
  try {
    const { rows } = await pool.query<{ readonly consumer: string }>(
      'SELECT consumer FROM platform.consumer_offsets ORDER BY consumer',
    )
    const [lags, deadLetters] = await Promise.all([
      readConsumerLags(
        pool,
        rows.map(({ consumer }) => consumer),
      ),
      listDeadLetters(pool),
    ])
    return { lags, deadLetters }
  } catch {
    return undefined
  }
}

function listDataRows(findings: Findings): readonly Row[] {
  const { status, migrations, events, snapshots, tested } = findings
  const [newest] = snapshots
  return [
    toMigrationsRow(migrations),
    toVerifyRow(findings),
    ...listConformanceRows(tested),
    ...(events === undefined
      ? [toDataRow('bad', 'events', 'PostgreSQL is not responding, or has no event log', '/events')]
      : listEventRows(events)),
    ...listRestartRows(status),
    newest === undefined
      ? toDataRow('warning', 'snapshots', 'none', '/snapshots')
      : toDataRow(
          'good',
          'snapshots',
          `${snapshots.length}, the newest ${formatAge(newest.manifest.createdAt)}: ${newest.manifest.name}`,
          '/snapshots',
        ),
  ]
}

export function toMigrationsRow({ isComplete, problem, summary = 'not all applied' }: AppliedCheck): Row {
  if (isComplete) return toDataRow('good', 'migrations', 'all applied, no drift', MIGRATIONS_ADDRESS)
  return problem === undefined
    ? toDataRow('warning', 'migrations', summary, MIGRATIONS_ADDRESS)
    : toDataRow('bad', 'migrations', `cannot be read: ${problem}`, MIGRATIONS_ADDRESS)
}

export function toVerifyRow({
  verified: last,
  isVerifying: isRunning,
}: Pick<Findings, 'verified' | 'isVerifying'>): Row {
  if (isRunning) return toDataRow('warning', 'verify', 'reading all records…', '/verify')
  if (last === undefined) return toDataRow('warning', 'verify', 'not verified yet; Enter verifies', '/verify')
  const { at, checked, violations } = last
  const found = violations === 0 ? 'consistent' : formatCount(violations, 'violation')
  return toDataRow(
    violations === 0 ? 'good' : 'bad',
    'verify',
    `${found}, ${checked.toLocaleString('en-US')} records read ${formatAge(at)}`,
    '/verify',
  )
}

function listEventRows({ lags, deadLetters }: EventFindings): readonly Row[] {
  const late = lags.filter(({ oldestSeconds }) => oldestSeconds > LATE_SECONDS)
  const lateness = late.map((each) => `${each.consumer} ${Math.round(each.oldestSeconds)} s late`)
  const count = deadLetters.length
  return [
    late.length === 0
      ? toDataRow('good', 'consumers', `${lags.length} up to date`, '/events')
      : toDataRow('warning', 'consumers', lateness.join(', '), '/events'),
    count === 0
      ? toDataRow('good', 'dead letters', 'none', '/events')
      : toDataRow('bad', 'dead letters', `${count}, the last: ${deadLetters.at(-1)?.error ?? ''}`, '/events'),
  ]
}

function listConformanceRows(tested: Findings['tested']): readonly Row[] {
  return Object.entries(tested).map(([name, { ok, passed, failed, skipped, at }]) => {
    const all = passed + failed + skipped
    const found = ok ? `${formatCount(all, 'check')} passed` : `${all - passed} of ${all} checks not passed`
    const target = formatAddress('logs', [name])
    return toDataRow(ok ? 'good' : 'bad', `conformance ${name}`, `${found}, ${formatAge(at)}`, target)
  })
}

/** The commands that fix what is wrong. */
export function listNextSteps({ status, migrations, events, verified, tested }: Findings): readonly Row[] {
  const toStep = (what: string, command: string, target: string): Row => ({
    cells: [{ text: what }, { text: `homemanager ${command}`, tone: 'accent' }],
    id: `homemanager ${command}`,
    target,
  })
  const stores = STORE_NAMES.filter((name) => status.stores[name].status !== 'healthy')
  const services = Object.entries(status.services)
    .filter(([, service]) => service.status === 'unhealthy')
    .map(([name]) => name)
  const { changes = [] } = status
  return [
    ...(stores.length === 0
      ? []
      : [toStep(`Not healthy: ${stores.join(', ')}`, 'up', formatAddress('logs', stores.slice(0, 1)))]),
    ...services.map((name) => toStep(`Not healthy: ${name}`, `logs ${name}`, formatAddress('logs', [name]))),
    ...(changes.length === 0 ? [] : [toChangeStep(changes.map(formatChange))]),
    ...(migrations.isComplete || stores.length > 0
      ? []
      : [
          toStep(
            `Migrations: ${migrations.summary ?? 'not all applied'}`,
            'migrate status',
            MIGRATIONS_ADDRESS,
          ),
        ]),
    ...(verified === undefined || verified.violations === 0
      ? []
      : [toStep(formatCount(verified.violations, 'violation'), 'verify', '/verify')]),
    ...Object.entries(tested)
      .filter(([, { ok }]) => !ok)
      .map(([name]) =>
        toStep(`Not conforming: ${name}`, `conformance ${name}`, formatAddress('logs', [name])),
      ),
    ...(events === undefined || events.deadLetters.length === 0
      ? []
      : [toStep(formatCount(events.deadLetters.length, 'dead letter'), 'events dead-letters', '/events')]),
  ]
}

/** No screen shows the configuration: the row itself shows the changes. */
function toChangeStep(changes: readonly string[]): Row {
  return {
    cells: [
      { text: `The configuration has changed: ${changes.join('; ')}` },
      { text: 'homemanager up', tone: 'accent' },
    ],
    id: 'homemanager up',
    details: changes.map((text) => ({ name: 'change', text, isMinor: true })),
  }
}
