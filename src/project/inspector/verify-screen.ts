import { setTimeout as sleep } from 'node:timers/promises'
import { formatCount } from '../../core/format-count.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { PaneColumn, PaneRows, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { parseRecordId } from '../../inspect/records/parse-record-id.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { Invariant } from '../../verify/invariants/invariant.js'
import type { Checked } from '../../verify/invariant-checker.js'
import type { VerifyReport } from '../../verify/verify-stores.js'
import type { Violation } from '../../verify/violation.js'
import { recordVerification } from '../state/last-verification.js'
import { runVerification } from '../state/running-verifications.js'
import type { InspectorSources } from './inspector-sources.js'

const UPDATE_INTERVAL_MS = 250

type AboutRecords = Pick<Invariant, 'records' | 'subjects' | 'references' | 'checkStore'>

/** Checks the invariants over all records, and lists what violates them. */
export const VERIFY_SCREEN: Screen<InspectorSources> = {
  name: 'verify',
  title: 'Verify',
  async open(sources, _address, signal) {
    const [{ verifyProject }, { INVARIANTS }, stores] = await Promise.all([
      import('../verify/verify-project.js'),
      import('../../verify/invariants/registry.js'),
      sources.stores(),
    ])
    const read = new Map<string, number>()
    const { extensions, project } = sources
    const checked = new Map<unknown, Checked | undefined>()
    const { home } = project.config
    const report = runVerification(home, async () => {
      const found = await verifyProject(project, stores, extensions, {
        signal,
        onInvariant: (invariant, result) => checked.set(invariant, result),
        onProgress: (store, count) => read.set(store, count),
      })
      recordVerification(home, found)
      return found
    })
    // It is awaited by the pages that are read; without one, its error is of no interest.
    report.catch(() => {})
    const own = extensions.invariants.map(({ name, statement }) => [name, `${name}: ${statement}`] as const)
    const statements = new Map<unknown, string>([
      ...INVARIANTS.map(({ number, statement }) => [number, `${number}. ${statement}`] as const),
      ...own,
    ])
    const places = new Map<unknown, string>(
      [
        ...INVARIANTS.map((each) => [each.number, each] as const),
        ...extensions.invariants.map((each) => [each.name, each] as const),
      ].map(([key, invariant]) => [key, describeStores(invariant, sources.entities)]),
    )
    const toPaneRows = async (): Promise<PaneRows> => {
      const done = await Promise.race([report, sleep(UPDATE_INTERVAL_MS, undefined, { signal })])
      const count = [...read.values()].reduce((a, b) => a + b, 0)
      return done === undefined
        ? {
            rows: [],
            progress: `reading… ${count.toLocaleString('en-US')} records so far`,
            more: { automatic: true, read: toPaneRows },
          }
        : {
            rows: [
              ...done.items.map((violation) => toRow(violation, sources.entities, statements)),
              ...listKept(done, checked, statements, places),
            ],
            columns: createColumns(done.ok),
            progress: describeReport(done),
          }
    }
    return {
      address: '/verify',
      title: 'Verify',
      subtitle: `${statements.size} invariants over all records of the three stores`,
      hint: 'r checks again',
      panes: [
        {
          name: 'Invariants',
          rowName: 'Invariant',
          columns: createColumns(true),
          ...(await toPaneRows()),
        },
      ],
      origin: { index: null, command: 'verify' },
    }
  },
}

/** A violation says what is wrong. The stores are left out before any text is cut. */
function createColumns(ok: boolean): readonly PaneColumn[] {
  return [
    { name: '' },
    { name: 'INVARIANT', importance: ok ? 1 : 0 },
    { name: 'STORE', importance: -2 },
    { name: 'RESULT', importance: ok ? 0 : 1 },
  ]
}

function describeReport({ ok, checked, items, more, fingerprint }: VerifyReport): string {
  const read = `${checked.toLocaleString('en-US')} records read`
  return ok
    ? `all consistent, ${read}, fingerprint ${fingerprint.dataset}`
    : `${formatCount(items.length + more, 'violation')}, ${read}`
}

/** The stores of the records that an invariant is about, or `all`. */
function describeStores(
  { records = {}, subjects = [], references = [], checkStore }: AboutRecords,
  entities: EntityRegistry,
): string {
  if (checkStore !== undefined) return 'all'
  const plurals = new Set([
    ...Object.keys(records),
    ...subjects.flatMap(({ subject }) => Object.keys(subject.observers)),
    ...references.flatMap(({ of, to }) => [of.plural, ...to.map((name) => entities.get(name).plural)]),
  ])
  const used = new Set(
    entities.all.filter(({ plural }) => plurals.has(plural)).map(({ place }) => place.store),
  )
  const stores = STORE_NAMES.filter((store) => used.has(store))
  return stores.length === STORE_NAMES.length ? 'all' : stores.join(', ')
}

/** The invariants that no record violates. */
function listKept(
  { items }: VerifyReport,
  checked: ReadonlyMap<unknown, Checked | undefined>,
  statements: ReadonlyMap<unknown, string>,
  places: ReadonlyMap<unknown, string>,
): readonly Row[] {
  const violated = new Set<unknown>(items.map(({ invariant }) => invariant))
  return [...checked]
    .filter(([invariant]) => !violated.has(invariant))
    .map(([invariant, found]) => ({
      cells: [
        { text: '✓', tone: 'good' },
        { text: statements.get(invariant) ?? String(invariant) },
        { text: places.get(invariant) ?? '', tone: 'quiet' },
        {
          text:
            found === undefined ? 'checked' : `${found.count.toLocaleString('en-US')} ${found.what} checked`,
          tone: 'quiet',
        },
      ],
    }))
}

function toRow(
  violation: Violation,
  entities: EntityRegistry,
  statements: ReadonlyMap<unknown, string>,
): Row {
  const { invariant, store, id, message } = violation
  return {
    cells: [
      { text: '✗', tone: 'bad' },
      { text: statements.get(invariant) ?? String(invariant) },
      { text: store, tone: 'quiet' },
      { text: message },
    ],
    id,
    value: violation,
    ...(parseRecordId(id, entities) === undefined
      ? {}
      : { target: formatAddress('search', [], { text: id, store }) }),
  }
}
