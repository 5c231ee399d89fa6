import { ADDON_NAMES } from '../../core/addon-name.js'
import { formatChange } from '../../core/change.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { type ConsumerLag, readConsumerLags } from '../../events/consumer-lag.js'
import { type DeadLetter, listDeadLetters } from '../../events/dead-letters.js'
import type { Cell, Page, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import { hasNoPendingMigrations } from '../../migrations/has-no-pending-migrations.js'
import { listSnapshots } from '../../snapshots/snapshot-directory.js'
import type { StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import { getStoreDriver } from '../../stores/registry.js'
import { getStackStatus } from '../status/get-stack-status.js'
import type { ComponentStatus, StackStatus } from '../status/stack-status.js'
import type { InspectorSources } from './inspector-sources.js'

/** Events that wait longer than this are late. */
const LATE_SECONDS = 60

interface Findings {
  readonly status: StackStatus
  readonly isMigrated: boolean
  readonly events: EventFindings | undefined
  readonly snapshots: readonly StoredSnapshot[]
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
    const [status, isMigrated, events, snapshots] = await Promise.all([
      getStackStatus(config),
      hasNoPendingMigrations(endpoints, { directories: config.migrations.directories }),
      readEventFindings({ postgres }),
      listSnapshots(config.home),
    ])
    const findings = { status, isMigrated, events, snapshots }
    const next = listNextSteps(findings)
    return {
      address: '/overview',
      title: next.length === 0 ? 'Everything is all right' : `${next.length} to look at`,
      subtitle: `project ${status.project}, provider ${status.provider}`,
      panes: [
        {
          name: 'Components',
          columns: [
            { name: '' },
            { name: 'COMPONENT' },
            { name: 'STATUS' },
            { name: 'ADDRESS' },
            { name: '' },
          ],
          rows: listComponents(status),
        },
        { name: 'Data', rows: listDataRows(findings) },
        {
          name: 'What to do next',
          rows: next,
          empty: 'Nothing: press 2 to see the records, / to search them.',
        },
      ],
      origin: { command: 'status' },
      value: status,
    }
  },
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

function listComponents({ stores, services, addons = {} }: StackStatus): readonly Row[] {
  return [
    ...STORE_NAMES.map((name) => {
      const { address, description } = getStoreDriver(name).summarizeStatus(stores[name])
      return toComponentRow(name, stores[name].status, address, description)
    }),
    ...ADDON_NAMES.flatMap((name) => {
      const found = addons[name]
      return found === undefined ? [] : [toComponentRow(name, found.status, found.url ?? '', 'add-on')]
    }),
    ...(['gateway', ...SERVICE_NAMES] as const).map((name) => {
      const { status, url, own } = services[name]
      return toComponentRow(name, status, url ?? '', own ? 'your own service' : '')
    }),
  ]
}

function toComponentRow(name: string, status: ComponentStatus, address: string, description: string): Row {
  return {
    cells: [
      toSymbol(status === 'healthy' ? 'good' : status === 'unhealthy' ? 'bad' : 'warning'),
      { text: name, tone: 'strong' },
      { text: status },
      // People look at the screen; `y` copies the password as well.
      { text: address.replace(/:[^:@/]+@/, ':…@') },
      { text: description, tone: 'quiet' },
    ],
    id: address,
  }
}

function toSymbol(tone: 'good' | 'warning' | 'bad'): Cell {
  return { text: { good: '✓', warning: '○', bad: '✗' }[tone], tone }
}

function listDataRows({ isMigrated, events, snapshots }: Findings): readonly Row[] {
  const toRow = (tone: 'good' | 'warning' | 'bad', name: string, text: string, target?: string): Row => ({
    cells: [toSymbol(tone), { text: name, tone: 'strong' }, { text }],
    ...(target === undefined ? {} : { target }),
  })
  const [newest] = snapshots
  const late = events?.lags.filter(({ oldestSeconds }) => oldestSeconds > LATE_SECONDS) ?? []
  return [
    isMigrated
      ? toRow('good', 'migrations', 'all applied, no drift')
      : toRow('warning', 'migrations', 'pending, changed, or the schema has drifted'),
    ...(events === undefined
      ? [toRow('bad', 'events', 'PostgreSQL is not responding, or has no event log')]
      : [
          late.length === 0
            ? toRow('good', 'consumers', `${events.lags.length} up to date`)
            : toRow(
                'warning',
                'consumers',
                late
                  .map(({ consumer, oldestSeconds }) => `${consumer} ${Math.round(oldestSeconds)} s late`)
                  .join(', '),
              ),
          events.deadLetters.length === 0
            ? toRow('good', 'dead letters', 'none')
            : toRow(
                'bad',
                'dead letters',
                `${events.deadLetters.length}, the last: ${events.deadLetters.at(-1)?.error ?? ''}`,
              ),
        ]),
    newest === undefined
      ? toRow('warning', 'snapshots', 'none')
      : toRow(
          'good',
          'snapshots',
          `${snapshots.length}, the newest ${newest.manifest.name} of ${newest.manifest.createdAt}`,
        ),
  ]
}

/** The commands that fix what is wrong. */
function listNextSteps({ status, isMigrated, events }: Findings): readonly Row[] {
  const toStep = (what: string, command: string): Row => ({
    cells: [{ text: what }, { text: `homemanager ${command}`, tone: 'accent' }],
    id: `homemanager ${command}`,
  })
  const stores = STORE_NAMES.filter((name) => status.stores[name].status !== 'healthy')
  const services = (['gateway', ...SERVICE_NAMES] as const).filter(
    (name) => status.services[name].status === 'unhealthy',
  )
  const { changes = [] } = status
  return [
    ...(stores.length === 0 ? [] : [toStep(`Not healthy: ${stores.join(', ')}`, 'up')]),
    ...services.map((name) => toStep(`Not healthy: ${name}`, `logs ${name}`)),
    ...(changes.length === 0
      ? []
      : [toStep(`The configuration has changed: ${changes.map(formatChange).join('; ')}`, 'up')]),
    ...(isMigrated || stores.length > 0
      ? []
      : [toStep('Migrations are pending or changed', 'migrate status')]),
    ...(events === undefined || events.deadLetters.length === 0
      ? []
      : [toStep(`${events.deadLetters.length} dead letters`, 'events dead-letters')]),
  ]
}
