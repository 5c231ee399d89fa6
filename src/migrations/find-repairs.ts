import { formatCount } from '../core/format-count.js'
import type { StoreName } from '../core/store-name.js'
import type {
  HistoryChange,
  HistoryEntry,
  Migration,
  MigrationHistory,
  MigrationStore,
} from '../stores/contracts/migration-store.js'
import { assessMigrations, type MigrationAssessment } from './assess-migrations.js'
import { stepDigest } from './checksum.js'
import {
  describeIncomplete,
  describeProgress,
  describeRemains,
  describeRun,
  wasInterrupted,
} from './describe-history-entry.js'
import { describeDrift, findSchemaDrift } from './schema-drift.js'

/** A difference between a store and the migration files, and how `migrate repair` resolves it. */
export interface Repair {
  readonly store: StoreName
  readonly id: string
  readonly problem: 'changed' | 'missing' | 'failed' | 'interrupted' | 'schema'
  readonly detail: string
  /** Description of the repair; without a `change`, what the user must do. */
  readonly remedy: string
  /** The change of the history; `schema` records the live schema. Missing if the difference cannot be repaired. */
  readonly change?: HistoryChange | 'schema'
}

/** Lists the differences of one store. Read-only. */
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
    remedy: 'accept the current schema (or restore it manually)',
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
      detail: `${describeRun(entry)} by ${entry.by}; the file is missing`,
      remedy: `delete its history entry; ${describeRemains(entry) ?? 'its changes remain'}`,
      change: { delete: id },
    }
  }
  if (migration === undefined) return undefined
  if (state === 'changed') return toChangedRepair(store, migration, entry)
  return state === 'failed' ? toFailedRepair(store, migration, entry) : undefined
}

function toChangedRepair(store: StoreName, migration: Migration, entry: HistoryEntry): Repair {
  const steps = (count: number): readonly string[] =>
    (entry.direction === 'up' ? migration.up : (migration.down ?? []))
      .slice(0, count)
      .map(({ text }) => stepDigest(text))
  const { id, checksum } = migration
  const finished = entry.outcome === 'applied'
  return {
    store,
    id,
    problem: 'changed',
    detail: `run with checksum ${entry.checksum.slice(0, 12)}; the file now has checksum ${checksum.slice(0, 12)}`,
    remedy: finished
      ? 'record the current file as applied; nothing is run'
      : `record ${formatCount(entry.done.length, 'step')} of the file as ${entry.direction === 'up' ? 'completed; migrate' : 'reverted; migrate down'} resumes after step ${entry.done.length}`,
    change: {
      write: { ...entry, checksum, done: steps(finished ? migration.up.length : entry.done.length) },
    },
  }
}

function toFailedRepair(store: StoreName, migration: Migration, entry: HistoryEntry): Repair {
  const { id } = migration
  const isInterrupted = wasInterrupted(entry)
  const base = { store, id, problem: isInterrupted ? ('interrupted' as const) : ('failed' as const) }
  const detail = isInterrupted ? describeProgress(entry) : describeIncomplete(entry)
  if (entry.direction === 'down') {
    return { ...base, detail, remedy: 'run homemanager migrate down to resume the down migration' }
  }
  if (migration.transactional || entry.done.length === 0) {
    return {
      ...base,
      detail,
      remedy: `delete its history entry; ${describeRemains(entry)}; migrate runs it from the first step`,
      change: { delete: id },
    }
  }
  return {
    ...base,
    detail,
    remedy: `correct step ${entry.done.length + 1} if necessary, then run homemanager migrate`,
  }
}
