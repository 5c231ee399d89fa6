import { type Clock, systemClock } from '../core/clock.js'
import { HomeError } from '../core/home-error.js'
import { mapStoresAsync, STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import type { DataStore } from '../stores/contracts/data-store.js'
import { createDataStores } from '../stores/create-data-stores.js'
import type { Stores } from '../stores/stores.js'
import { createDatasetFromCheckpoint, DatasetComparison } from './dataset-comparison.js'
import { reportChanges } from './describe-changes.js'
import { createObservationDirectory } from './observation-table.js'
import { Fingerprint, type DatasetFingerprint, combineFingerprints } from '../dataset/fingerprint.js'
import { InvariantChecker } from './invariant-checker.js'
import { assertMigrated } from '../dataset/seeding/assert-migrated.js'
import { assertCurrentGenerator } from '../dataset/seeding/assert-current-generator.js'
import { SEEDING_ERRORS } from '../dataset/seeding/seeding-errors.js'
import type { ReportViolation, Violation } from './violation.js'

/** An event that is pending for longer than this is reported. */
const MAX_EVENT_DELAY_MS = 60_000
/** Further violations are only counted. */
const MAX_VIOLATIONS = 100_000

export interface VerifyOptions {
  /** Also compare the stores with the seeded datasets. */
  readonly dataset?: boolean
  readonly signal?: AbortSignal
  readonly clock?: Clock
  /** Called after each page with the number of records read from a store so far. */
  readonly onProgress?: (store: StoreName, read: number) => void
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
}

/** Reads all records of the three stores and checks the invariants. Memory use does not depend on the number of records. */
export async function verifyStores(stores: Stores, options: VerifyOptions = {}): Promise<VerifyReport> {
  const data = await createDataStores(stores)
  await assertMigrated(Object.values(data))
  const before = new Date((options.clock ?? systemClock).now().getTime() - MAX_EVENT_DELAY_MS)
  await using directory = await createObservationDirectory()
  const violations: Violation[] = []
  let more = 0
  const report: ReportViolation = (violation) => {
    if (violations.length < MAX_VIOLATIONS) violations.push(violation)
    else more++
  }
  const checker = new InvariantChecker(directory.path, before, report)
  const comparison = options.dataset ? await createComparison(data, directory.path) : undefined
  let checked = 0
  const digests = await mapStoresAsync(async (name) => {
    const fingerprint = new Fingerprint()
    let read = 0
    for await (const page of data[name].scan()) {
      options.signal?.throwIfAborted()
      for (const record of page) {
        if (record.kind === 'other') continue
        read++
        fingerprint.add(record.canonical)
        checker.addRecord(record)
        comparison?.addFound(name, record)
      }
      options.onProgress?.(name, read)
    }
    checked += read
    return fingerprint.toString()
  })
  checker.checkSubjects()
  const changes = comparison?.reportDifferences(report)
  if (changes !== undefined) {
    await mapStoresAsync(async (name) => {
      const datasets = (await data[name].readCheckpoints()).map(createDatasetFromCheckpoint)
      await reportChanges(data[name], datasets, changes[name], report)
    })
  }
  await mapStoresAsync((name) => checker.checkStore(data[name]))
  const ok = violations.length === 0
  return {
    ok,
    checked,
    items: sortViolations(violations),
    more,
    fingerprint: combineFingerprints(digests),
  }
}

async function createComparison(data: PerStore<DataStore>, directory: string): Promise<DatasetComparison> {
  const checkpoints = await mapStoresAsync((name) => data[name].readCheckpoints())
  const all = STORE_NAMES.flatMap((name) => checkpoints[name])
  assertCurrentGenerator(all)
  if (all.length === 0) {
    throw new HomeError(SEEDING_ERRORS.NO_DATASET, {
      message: 'There is no seeded dataset to compare the stores with.',
      detail: 'None of the stores has been seeded.',
      suggestion: 'Run homemanager seed first, or run homemanager verify without --dataset.',
    })
  }
  const comparison = new DatasetComparison(all.map(createDatasetFromCheckpoint), directory)
  for (const name of STORE_NAMES) {
    for (const checkpoint of checkpoints[name])
      await comparison.addExpected(data[name], createDatasetFromCheckpoint(checkpoint))
  }
  return comparison
}

function sortViolations(violations: readonly Violation[]): readonly Violation[] {
  const key = ({ invariant, id }: Violation): string => `${String(invariant).padStart(8, '0')} ${id}`
  return violations.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
