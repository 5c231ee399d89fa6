import type { StoreName } from '../core/store-name.js'
import type { MigrationHistory, HistoryEntry, Migration, MigrationStore } from '../stores/migration-store.js'
import { assessMigrations, type MigrationAssessment } from './assess-migrations.js'
import { stepDigest } from './checksum.js'
import { describeDrift, findSchemaDrift } from './schema-drift.js'

/** One thing on which a store and the files disagree, and what `migrate repair` would make of it. */
export interface Repair {
  readonly store: StoreName
  readonly id: string
  readonly problem: 'changed' | 'missing' | 'failed' | 'schema'
  readonly detail: string
  /** What repairing does, in words; where `change` is missing, what to do instead. */
  readonly remedy: string
  /** What becomes of the ledger's entry; `schema` records the live schema as it is. */
  readonly change?: { readonly record: HistoryEntry } | { readonly forget: string } | 'schema'
}

/** What differs in one store. Reads only. */
export async function findRepairs(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
): Promise<readonly Repair[]> {
  const found = assessMigrations(migrations, history.entries).flatMap((each) => toRepair(store, each) ?? [])
  const drift = await findSchemaDrift(store, history, migrations)
  const schema = drift.map((each) => ({
    store: store.name,
    id: each.migration ?? each.name,
    problem: 'schema' as const,
    detail: describeDrift(each),
    remedy: 'accept the schema as it is now, or put it back by hand',
    change: 'schema' as const,
  }))
  return [...found, ...schema]
}

function toRepair({ name: store }: MigrationStore, found: MigrationAssessment): Repair | undefined {
  const { id, state, migration, entry } = found
  if (entry === undefined) return undefined
  if (state === 'missing') {
    return {
      store,
      id,
      problem: 'missing',
      detail: `${describeOutcome(entry)} ${entry.startedAt} by ${entry.by}; its file is gone`,
      remedy: 'forget that it was run; what it made stays',
      change: { forget: id },
    }
  }
  if (migration === undefined) return undefined
  if (state === 'changed') return toChangedRepair(store, migration, entry)
  return state === 'failed' ? toFailedRepair(store, migration, entry) : undefined
}

/** A run that was cut off has an entry too. */
export function describeOutcome({ outcome }: HistoryEntry): string {
  return outcome === 'running' ? 'begun' : outcome
}

function toChangedRepair(store: StoreName, migration: Migration, entry: HistoryEntry): Repair {
  const steps = (count: number): readonly string[] =>
    migration.up.slice(0, count).map(({ text }) => stepDigest(text))
  const { id, checksum } = migration
  const finished = entry.outcome === 'applied'
  return {
    store,
    id,
    problem: 'changed',
    detail: `it ran with checksum ${entry.checksum.slice(0, 12)}; its file now has ${checksum.slice(0, 12)}`,
    remedy: finished
      ? 'accept the file as what was applied; nothing is run'
      : `accept that the first ${entry.done.length} steps of the file are done; migrate goes on after them`,
    change: {
      record: { ...entry, checksum, done: steps(finished ? migration.up.length : entry.done.length) },
    },
  }
}

function toFailedRepair(store: StoreName, migration: Migration, entry: HistoryEntry): Repair {
  const { id } = migration
  const base = { store, id, problem: 'failed' as const }
  const detail = `${entry.done.length} of ${entry.stepCount} steps are done. ${entry.error ?? 'It was cut off.'}`
  if (entry.direction === 'down') {
    return { ...base, detail, remedy: 'run homemanager migrate down to go on with the way back' }
  }
  if (migration.transactional || entry.done.length === 0) {
    return {
      ...base,
      detail,
      remedy: 'forget the failure; migrate runs it from its start',
      change: { forget: id },
    }
  }
  return {
    ...base,
    detail,
    remedy: `correct step ${entry.done.length + 1} if it is at fault, then run homemanager migrate`,
  }
}
