import type { HistoryEntry, Migration, MigrationStep } from '../stores/contracts/migration-store.js'
import { stepDigest } from './checksum.js'

export type MigrationState = 'applied' | 'pending' | 'changed' | 'missing' | 'failed'

/** The state of one migration, from its file and its history entry. At least one of them exists. */
export interface MigrationAssessment {
  readonly id: string
  readonly state: MigrationState
  readonly migration?: Migration
  readonly entry?: HistoryEntry
  /** Pending, although a migration of the same origin with a higher number is applied. */
  readonly outOfOrder: boolean
  /** Index of the step at which the next run resumes a failed or interrupted migration. */
  readonly resumeAt?: number
  /** Changed since it was applied, except for its up steps: its down migration was corrected, for example. */
  readonly hasSameUp?: boolean
}

/**
 * Compares the files of one store with its history. Preserves the order of the files; entries without a file come last.
 */
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
    if (entry.checksum === migration.checksum) return { ...base, entry, state: 'applied' }
    const hasSameUp = migration.up.length === entry.done.length && startsWithDone(migration.up, entry)
    return { ...base, entry, state: 'changed', hasSameUp }
  }
  // A corrected file can resume if its completed steps are unchanged.
  if (!startsWithDone((entry.direction === 'up' ? migration.up : migration.down) ?? [], entry))
    return { ...base, entry, state: 'changed' }
  return entry.direction === 'down'
    ? { ...base, entry, state: 'failed' }
    : { ...base, entry, state: 'failed', resumeAt: entry.done.length }
}

/** Whether the first steps are those that the history lists as completed. */
function startsWithDone(steps: readonly MigrationStep[], { done }: HistoryEntry): boolean {
  return done.every((digest, index) => {
    const step = steps[index]
    return step !== undefined && digest === stepDigest(step.text)
  })
}
