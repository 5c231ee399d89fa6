import type { HistoryEntry, Migration } from '../stores/migration-store.js'
import { stepDigest } from './checksum.js'

export type MigrationState = 'applied' | 'pending' | 'changed' | 'missing' | 'failed'

/** One migration: what its file says against what the ledger says. At least one of both is there. */
export interface MigrationAssessment {
  readonly id: string
  readonly state: MigrationState
  readonly migration?: Migration
  readonly entry?: HistoryEntry
  /** Pending, although one with a higher number of the same history was applied. */
  readonly outOfOrder: boolean
  /** Failed or cut off, and the next run can go on: at this step, counted from 0. */
  readonly resumeAt?: number
}

/** Holds the files of one store against its ledger. The files' order is kept; entries without a file come last. */
export function assessMigrations(
  migrations: readonly Migration[],
  history: readonly HistoryEntry[],
): readonly MigrationAssessment[] {
  const entries = new Map(history.map((entry) => [entry.id, entry]))
  const files = new Set(migrations.map(({ id }) => id))
  const highest = new Map<string, number>()
  for (const { id, origin, number } of migrations) {
    if (entries.get(id)?.outcome === 'applied')
      highest.set(origin, Math.max(number, highest.get(origin) ?? 0))
  }
  const known = migrations.map((migration) =>
    assessMigration(migration, entries.get(migration.id), highest.get(migration.origin) ?? -1),
  )
  const missing = history
    .filter(({ id }) => !files.has(id))
    .map((entry) => ({ id: entry.id, state: 'missing' as const, entry, outOfOrder: false }))
  return [...known, ...missing]
}

function assessMigration(
  migration: Migration,
  entry: HistoryEntry | undefined,
  highest: number,
): MigrationAssessment {
  const { id } = migration
  const base = { id, migration, outOfOrder: false }
  if (entry === undefined) return { ...base, state: 'pending', outOfOrder: migration.number <= highest }
  if (entry.outcome === 'applied') {
    return { ...base, entry, state: entry.checksum === migration.checksum ? 'applied' : 'changed' }
  }
  if (entry.direction === 'down') return { ...base, entry, state: 'failed' }
  // A file that was corrected after it failed may go on, if the steps that are done still stand in it as they were.
  const same = entry.done.every((digest, index) => digest === getStepDigest(migration, index))
  return same
    ? { ...base, entry, state: 'failed', resumeAt: entry.done.length }
    : { ...base, entry, state: 'changed' }
}

function getStepDigest(migration: Migration, index: number): string | undefined {
  const step = migration.up[index]
  return step && stepDigest(step.text)
}
