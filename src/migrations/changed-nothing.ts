import type { HistoryEntry } from '../stores/contracts/migration-store.js'

/** Whether a failed migration certainly left nothing in the store, so that its file may be deleted. */
export function changedNothing(entry: HistoryEntry | undefined): boolean {
  return entry?.outcome === 'failed' && entry.direction === 'up' && entry.unchanged === true
}
