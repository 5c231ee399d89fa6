import { setTimeout as sleep } from 'node:timers/promises'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { PaneRows, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { parseRecordId } from '../../inspect/records/parse-record-id.js'
import type { VerifyReport } from '../../verify/verify-stores.js'
import type { Violation } from '../../verify/violation.js'
import { recordVerification } from '../state/last-verification.js'
import type { InspectorSources } from './inspector-sources.js'

const UPDATE_INTERVAL_MS = 250

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
    const report = verifyProject(project, stores, extensions, {
      signal,
      onProgress: (store, count) => read.set(store, count),
    }).then((found) => {
      recordVerification(project.config.home, found)
      return found
    })
    // It is awaited by the pages that are read; without one, its error is of no interest.
    report.catch(() => {})
    const own = extensions.invariants.map(({ name, statement }) => [name, `${name}: ${statement}`] as const)
    const statements = new Map<unknown, string>([
      ...INVARIANTS.map(({ number, statement }) => [number, `${number}. ${statement}`] as const),
      ...own,
    ])
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
            rows: listRows(done, sources.entities, statements),
            progress: `${done.checked.toLocaleString('en-US')} records read`,
          }
    }
    return {
      address: '/verify',
      title: 'Verify',
      subtitle: `${statements.size} invariants over all records of the three stores`,
      hint: 'r checks again',
      panes: [
        {
          name: 'Violations',
          columns: [
            { name: '' },
            { name: 'INVARIANT' },
            { name: 'STORE' },
            { name: 'PROBLEM', importance: 1 },
          ],
          ...(await toPaneRows()),
        },
      ],
      origin: { index: null, command: 'verify' },
    }
  },
}

function listRows(
  report: VerifyReport,
  entities: EntityRegistry,
  statements: ReadonlyMap<unknown, string>,
): readonly Row[] {
  if (report.ok)
    return [
      {
        cells: [
          { text: '✓', tone: 'good' },
          { text: 'all' },
          { text: 'all' },
          {
            text: `The records of the three stores are consistent. Fingerprint ${report.fingerprint.dataset}`,
          },
        ],
        id: report.fingerprint.dataset,
      },
    ]
  return report.items.map((violation) => toRow(violation, entities, statements))
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
      : { target: formatAddress('search', [], { text: id }) }),
  }
}
