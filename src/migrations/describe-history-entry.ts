import type { HistoryEntry } from '../stores/contracts/migration-store.js'
import { changedNothing } from './changed-nothing.js'

/** `failed 2026-01-05T10:00:00.000Z`; an interrupted run may have an entry with the outcome `running` and no end. */
export function describeRun({ outcome, startedAt, finishedAt }: HistoryEntry): string {
  return outcome === 'running' ? `started ${startedAt}` : `${outcome} ${finishedAt ?? startedAt}`
}

/** Whether the user, or the end of the process, stopped the run, and no error did. Of a run that has ended. */
export function wasInterrupted({ outcome, error }: HistoryEntry): boolean {
  return outcome === 'running' || (outcome === 'failed' && error === undefined)
}

/** `1 of 2 steps completed`. */
export function describeProgress({ done, stepCount, direction }: HistoryEntry): string {
  return `${done.length} of ${stepCount} steps ${direction === 'up' ? 'completed' : 'reverted'}`
}

/** How far a run came that did not complete, and why: `1 of 2 steps completed: …`. */
export function describeIncomplete(entry: HistoryEntry): string {
  const progress = describeProgress(entry)
  return wasInterrupted(entry) ? `interrupted: ${progress}` : `${progress}: ${entry.error}`
}

/** What an incomplete run left in the store; undefined if the migration was applied. */
export function describeRemains(entry: HistoryEntry): string | undefined {
  if (entry.outcome === 'applied') return undefined
  if (changedNothing(entry)) return 'it changed nothing'
  if (entry.direction === 'down') return describeProgress(entry)
  return entry.done.length === 0 ? 'its first step may have changed the store' : describeProgress(entry)
}
