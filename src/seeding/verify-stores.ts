import { type Clock, systemClock } from '../core/clock.js'
import { HomeError } from '../core/home-error.js'
import { STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import type { DataStore } from '../stores/data-store.js'
import { dataStoresOf } from '../stores/data-stores-of.js'
import type { Stores } from '../stores/stores.js'
import { GENERATOR_VERSION } from '../world/generator-version.js'
import { collectFacts } from './collect-facts.js'
import { markedWorld, WorldComparison } from './compare-world.js'
import { factFolder } from './fact-table.js'
import { factTables } from './fact-tables.js'
import { Fingerprint, type WorldFingerprint, worldFingerprint } from './fingerprint.js'
import { judgeFacts } from './judge-facts.js'
import { refuseUnmigrated } from './refuse-unmigrated.js'
import { SEEDING_ERRORS } from './seeding-errors.js'
import type { Report, Violation } from './violation.js'

/** An event may wait so long before verify calls it stuck. */
const MINUTE = 60_000
/** More violations than this are counted, not kept. */
const KEPT_VIOLATIONS = 100_000

export interface VerifyOptions {
  /** Also hold the stores against what the generator says they must contain. */
  readonly world?: boolean
  readonly signal?: AbortSignal
  readonly clock?: Clock
  /** Called now and then with how many records of a store were read. */
  readonly onProgress?: (store: StoreName, read: number) => void
}

/** The answer of `verify --json`. */
export interface VerifyReport {
  readonly ok: boolean
  /** How many records were read. */
  readonly checked: number
  readonly violations: readonly Violation[]
  /** How many more violations there are than `violations` lists; it ends at 100,000. */
  readonly more: number
  readonly fingerprint: WorldFingerprint
}

/** Reads the three stores to the end and holds them against the invariants. Needs the same memory for any size. */
export async function verifyStores(stores: Stores, options: VerifyOptions = {}): Promise<VerifyReport> {
  const data = dataStoresOf(stores)
  await refuseUnmigrated(Object.values(data))
  const before = new Date((options.clock ?? systemClock).now().getTime() - MINUTE)
  await using folder = await factFolder()
  const tables = factTables(folder.path, before)
  const violations: Violation[] = []
  let more = 0
  const report: Report = (violation) => {
    if (violations.length < KEPT_VIOLATIONS) violations.push(violation)
    else more++
  }
  const comparison = options.world ? await compareWith(data, folder.path) : undefined
  let checked = 0
  const digests = await eachStore(async (name) => {
    const fingerprint = new Fingerprint()
    let read = 0
    for await (const page of data[name].scan()) {
      options.signal?.throwIfAborted()
      for (const record of page) {
        if (record.kind === 'other') continue
        read++
        fingerprint.add(record.canonical)
        collectFacts(record, tables, report)
        comparison?.found(name, record)
      }
      options.onProgress?.(name, read)
    }
    checked += read
    return fingerprint.toString()
  })
  judgeFacts(tables, report)
  comparison?.judge(report)
  await reportUndelivered(data, before, report)
  const ok = violations.length === 0
  return { ok, checked, violations: sorted(violations), more, fingerprint: worldFingerprint(digests) }
}

async function compareWith(data: PerStore<DataStore>, folder: string): Promise<WorldComparison> {
  const marks = await eachStore((name) => data[name].marks())
  const all = STORE_NAMES.flatMap((name) => marks[name])
  const stranger = all.find(({ generator }) => generator !== GENERATOR_VERSION)
  if (all.length === 0 || stranger !== undefined) {
    throw new HomeError(SEEDING_ERRORS.NO_WORLD, {
      message: 'There is no seeded world to compare the stores with.',
      detail: stranger
        ? `The world "${stranger.profile}" was made by version ${stranger.generator} of the generator, this is ${GENERATOR_VERSION}.`
        : 'None of the stores was seeded.',
      suggestion: stranger
        ? 'Run homemanager seed --reset.'
        : 'Run homemanager seed, or verify without --world.',
    })
  }
  const comparison = new WorldComparison(all.map(markedWorld), folder)
  for (const name of STORE_NAMES) {
    for (const mark of marks[name]) await comparison.expect(data[name], markedWorld(mark))
  }
  return comparison
}

async function reportUndelivered(data: PerStore<DataStore>, before: Date, report: Report): Promise<void> {
  await eachStore(async (name) => {
    for (const { id, message } of await data[name].undelivered(before)) {
      report({ invariant: 13, store: name, id, message })
    }
  })
}

async function eachStore<T>(work: (name: StoreName) => Promise<T>): Promise<PerStore<T>> {
  const [postgres, dynamodb, mongo] = await Promise.all([work('postgres'), work('dynamodb'), work('mongo')])
  return { postgres, dynamodb, mongo }
}

function sorted(violations: readonly Violation[]): readonly Violation[] {
  const key = ({ invariant, id }: Violation): string => `${String(invariant).padStart(8, '0')} ${id}`
  return violations.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
