import type { HistoryEntry, MigrationStore } from '../stores/contracts/migration-store.js'

/** Whether a failed migration certainly left nothing in the store, so that its file may be deleted. */
export function changedNothing(
  { capabilities }: Pick<MigrationStore, 'capabilities'>,
  entry: HistoryEntry | undefined,
): boolean {
  const isFailed = entry?.outcome === 'failed' && entry.direction === 'up' && entry.done.length === 0
  return isFailed && (capabilities.transactionalDdl || entry.unchanged === true)
}
