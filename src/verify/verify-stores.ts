import path from 'node:path'
import { type Clock, systemClock } from '../core/clock.js'
import { HomeError } from '../core/home-error.js'
import { mapStoresAsync, STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import type { DataStore, OtherData } from '../stores/contracts/data-store.js'
import { createDataStores } from '../stores/create-data-stores.js'
import type { Stores } from '../stores/stores.js'
import { DatasetComparison } from '../dataset/comparison/dataset-comparison.js'
import type { DatasetDifference } from '../dataset/comparison/dataset-difference.js'
import type { RecordChange } from '../dataset/comparison/describe-changes.js'
import { describeDifference } from '../dataset/comparison/describe-difference.js'
import { findChanges } from '../dataset/comparison/find-changes.js'
import { createObservationDirectory } from '../dataset/comparison/observation-table.js'
import { createDatasetFromCheckpoint } from '../dataset/create-dataset-from-checkpoint.js'
import type { Dataset } from '../dataset/generator/create-dataset.js'
import {
  createGenerators,
  type DatasetExtensions,
  type GeneratorRegistry,
} from '../dataset/generator/registry.js'
import { Fingerprint, type DatasetFingerprint, combineFingerprints } from '../dataset/fingerprint.js'
import type { OwnInvariant } from './extension-invariants.js'
import { type Checked, InvariantChecker } from './invariant-checker.js'
import { assertMigrated } from '../dataset/seeding/assert-migrated.js'
import { assertCurrentGenerator } from '../dataset/seeding/assert-current-generator.js'
import { SEEDING_ERRORS } from '../dataset/seeding/seeding-errors.js'
import { checkSqlInvariants, readSqlInvariants } from './sql-invariants.js'
import type { ReportViolation, Violation } from './violation.js'

/** An event that is pending for longer than this is reported. */
const MAX_EVENT_DELAY_MS = 60_000
/** Further violations are only counted. */
const MAX_VIOLATIONS = 100_000

/** Options of `verify` of a stack. */
export interface StackVerifyOptions {
  /** Also compare the stores with the seeded datasets. Default: false. */
  readonly dataset?: boolean
  /** When aborted, reading ends. */
  readonly signal?: AbortSignal
  /** The time to which the age of events is compared. Default: that of this machine. */
  readonly clock?: Clock
  /** Called after each page with the number of records read from a store so far. */
  readonly onProgress?: (store: StoreName, read: number) => void
}

export interface VerifyOptions extends StackVerifyOptions {
  /** Called at the end for each invariant with what it was checked for; undefined: with what a store or a query responded. */
  readonly onInvariant?: (invariant: Violation['invariant'], checked: Checked | undefined) => void
  /** The SQL files with the project's own invariants, and the directory where DuckDB may be installed. */
  readonly own?: { readonly root: string; readonly files: readonly string[] }
  /** Of the project. Default: none. */
  readonly extensions?: VerifyExtensions
}

/** What the extensions of a project add to its datasets and invariants. */
export interface VerifyExtensions extends DatasetExtensions {
  readonly invariants: readonly OwnInvariant[]
}

/** The output of `verify --json`. */
export interface VerifyReport {
  readonly ok: boolean
  /** Number of records read. */
  readonly checked: number
  readonly items: readonly Violation[]
  /** Number of violations that are not listed in `items`, which has at most 100,000. */
  readonly more: number
  readonly fingerprint: DatasetFingerprint
  /** What the stores hold that neither the fingerprint nor the invariants cover. SQL files may check it. */
  readonly notCovered: readonly (OtherData & { readonly store: StoreName })[]
}

/** Waits for events from before a time, which are reported if they are still pending. */
export type WaitForOldEvents = (data: PerStore<DataStore>, before: Date) => Promise<void>

/** Reads all records of the three stores and checks the invariants. Memory use does not depend on the number of records. */
export async function verifyStores(
  stores: Stores,
  options: VerifyOptions = {},
  waitForOldEvents?: WaitForOldEvents,
): Promise<VerifyReport> {
  const own = options.own === undefined ? undefined : await readSqlInvariants(options.own)
  const generators = createGenerators(options.extensions)
  const { entities } = generators
  const data = await createDataStores(stores, entities)
  await assertMigrated(Object.values(data))
  const before = new Date((options.clock ?? systemClock).now().getTime() - MAX_EVENT_DELAY_MS)
  await waitForOldEvents?.(data, before)
  await using directory = await createObservationDirectory()
  const violations: Violation[] = []
  let more = 0
  const report: ReportViolation = (violation) => {
    if (violations.length < MAX_VIOLATIONS) violations.push(violation)
    else more++
  }
  const checker = new InvariantChecker(
    { entities, invariants: options.extensions?.invariants ?? [] },
    directory.path,
    before,
    report,
  )
  const compared = options.dataset ? await createComparison(generators, data, directory.path) : undefined
  let checked = 0
  const otherItems: Partial<Record<StoreName, number>> = {}
  const digests = await mapStoresAsync(async (name) => {
    const fingerprint = new Fingerprint()
    let read = 0
    let others = 0
    for await (const page of data[name].scan()) {
      options.signal?.throwIfAborted()
      for (const record of page) {
        if (record.kind === 'other') {
          if (data[name].isBookkeeping?.(record) !== true) others++
          continue
        }
        read++
        fingerprint.add(record.canonical)
        compared?.comparison.addFound(name, record)
      }
      checker.addRecords(page)
      options.onProgress?.(name, read)
    }
    checked += read
    otherItems[name] = others
    return fingerprint.toString()
  })
  checker.checkSubjects()
  if (compared !== undefined) await reportDifferences(data, compared, report)
  await mapStoresAsync((name) => checker.checkStore(data[name]))
  if (own !== undefined) await checkSqlInvariants(stores, entities, own, report, options.signal)
  for (const [invariant, checkedFor] of checker.listChecked()) options.onInvariant?.(invariant, checkedFor)
  for (const file of own?.files ?? []) options.onInvariant?.(path.basename(file.path), undefined)
  const ok = violations.length === 0
  return {
    ok,
    checked,
    items: sortViolations(violations),
    more,
    fingerprint: combineFingerprints(digests, entities),
    notCovered: await listNotCovered(data, otherItems),
  }
}

/** `otherItems`: the number of records in the scans that belong to no entity. */
async function listNotCovered(
  data: PerStore<DataStore>,
  otherItems: Readonly<Partial<Record<StoreName, number>>>,
): Promise<VerifyReport['notCovered']> {
  const others = await mapStoresAsync((name) => data[name].listOtherData())
  return STORE_NAMES.flatMap((store) => {
    const records = otherItems[store] ?? 0
    const items = records === 0 ? [] : [{ store, kind: 'items' as const, name: 'items', records }]
    return [...others[store].map((each) => ({ store, ...each })), ...items]
  })
}

interface DatasetsCompared {
  readonly comparison: DatasetComparison
  readonly datasets: readonly Dataset[]
}

async function createComparison(
  generators: GeneratorRegistry,
  data: PerStore<DataStore>,
  directory: string,
): Promise<DatasetsCompared> {
  const checkpoints = await mapStoresAsync((name) => data[name].readCheckpoints())
  const all = STORE_NAMES.flatMap((name) => checkpoints[name])
  assertCurrentGenerator(generators, all)
  if (all.length === 0) {
    throw new HomeError(SEEDING_ERRORS.NO_DATASET, {
      message: 'There is no seeded dataset to compare the stores with.',
      detail: 'None of the stores has been seeded.',
      suggestion: 'Run homemanager seed first, or run homemanager verify without --dataset.',
    })
  }
  const datasets = all.map((checkpoint) => createDatasetFromCheckpoint(generators, checkpoint))
  const comparison = new DatasetComparison(generators.entities, datasets, directory)
  let position = 0
  for (const name of STORE_NAMES) {
    for (const { done } of checkpoints[name]) await comparison.addExpected(data[name], position++, done)
  }
  return { comparison, datasets }
}

/** Reports the records that differ from the datasets, with the fields that do. */
async function reportDifferences(
  data: PerStore<DataStore>,
  { comparison, datasets }: DatasetsCompared,
  report: ReportViolation,
): Promise<void> {
  const changed: DatasetDifference[] = []
  const reportDifference = (each: DatasetDifference, change?: RecordChange): void => {
    const { difference, store, id } = each
    report({ invariant: difference, store, id, message: describeDifference(each, change) })
  }
  comparison.forEachDifference((each) => {
    if (each.difference === 'changed' && changed.length < MAX_VIOLATIONS) changed.push(each)
    else reportDifference(each)
  })
  const found = await findChanges(data, datasets, changed)
  for (const each of found.differences) reportDifference(each, found.changes.get(each))
}

function sortViolations(violations: readonly Violation[]): readonly Violation[] {
  const key = ({ invariant, id }: Violation): string => `${String(invariant).padStart(8, '0')} ${id}`
  return violations.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
