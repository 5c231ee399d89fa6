import { expect, test } from 'vitest'
import { mapStores } from '../core/store-name.js'
import { findBeforeAttempt } from './find-before-attempt.js'
import type { StoredSnapshot } from './snapshot-directory.js'
import type { RecordedMigration, SnapshotReason } from './snapshot-manifest.js'

type Saved = readonly [
  SnapshotReason,
  history?: readonly Partial<RecordedMigration>[] | undefined,
  unsuccessful?: true,
]

const RUNNING = { id: 'a', outcome: 'running' } as const
const FAILED = { id: 'a', outcome: 'failed' } as const
const APPLIED = { id: 'a', outcome: 'applied' } as const

/** What is found for the snapshot `s0`: snapshots are from the newest to the oldest. */
function find(...saved: readonly Saved[]): string | undefined {
  return findBeforeAttempt(toSnapshots(saved), 's0')?.name
}

test('the snapshot before a run that was killed, or failed beside one that succeeded, is found in the history', () => {
  expect(find(['migrate', [RUNNING]], ['migrate', []], ['migrate', []])).toBe('s1')
  expect(find(['migrate', [FAILED]], ['migrate', []])).toBe('s1')
  // Several attempts, and undone ones.
  expect(find(['migrate', [RUNNING]], ['migrate', [FAILED]], ['manual', []], ['migrate', []])).toBe('s3')
  expect(find(['migrate', [RUNNING]], ['undo', [APPLIED]], ['migrate', [RUNNING]], ['migrate', []])).toBe(
    's3',
  )
  expect(find(['migrate', [FAILED]], ['undo'], ['migrate', []])).toBe('s2')
})

test('nothing is found if no snapshot is known to be from directly before the run, or it changed nothing', () => {
  expect(find(['migrate', [RUNNING]])).toBeUndefined()
  expect(find(['migrate', [RUNNING]], ['migrate', [RUNNING]])).toBeUndefined()
  expect(find(['migrate', [RUNNING]], ['reset', []], ['migrate', []])).toBeUndefined()
  expect(find(['migrate', [APPLIED]], ['migrate', []])).toBeUndefined()
  expect(find(['migrate', [{ ...FAILED, unchanged: true }]], ['migrate', []])).toBeUndefined()
  expect(find(['reset', [RUNNING]], ['migrate', []])).toBeUndefined()
})

test('a down migration was applied before it began', () => {
  const begun = { ...RUNNING, direction: 'down' } as const
  expect(find(['migrate down', [begun]], ['migrate down', [APPLIED]])).toBe('s1')
  expect(find(['migrate down', [begun]], ['migrate', []])).toBeUndefined()
})

test('the snapshots before the migrations that failed directly before are found without a history', () => {
  const reasons: readonly SnapshotReason[] = [
    'undo',
    'migrate',
    'migrate',
    'failed migrate down',
    'manual',
    'failed migrate',
    'reset',
    'failed migrate',
  ]
  const snapshots = toSnapshots(reasons.map((reason) => [reason]))
  expect(find(['migrate', []], ['migrate', [], true])).toBe('s1')
  expect(find(['migrate', []], ['undo'], ['migrate', [], true])).toBeUndefined()
  const found = reasons.map((_reason, index) => findBeforeAttempt(snapshots, `s${index}`)?.name)
  expect(found).toEqual([undefined, undefined, 's5', 's5', undefined, undefined, undefined, undefined])
})

function toSnapshots(saved: readonly Saved[]): readonly StoredSnapshot[] {
  return saved.map(([reason, history, unsuccessful], index) => {
    const entries = history?.map((entry) => ({
      checksum: '',
      direction: 'up',
      done: [],
      startedAt: '',
      ...entry,
    }))
    const stores = mapStores(() => (entries === undefined ? {} : { history: entries }))
    return {
      directory: '',
      manifest: { name: `s${index}`, reason, unsuccessful, stores },
    } as unknown as StoredSnapshot
  })
}
