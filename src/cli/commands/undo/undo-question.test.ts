import { expect, test } from 'vitest'
import type { SnapshotReason } from '../../../snapshots/snapshot-manifest.js'
import { askUndo } from './undo-question.js'

test.each<[SnapshotReason, string]>([
  ['reset', 'before homemanager reset. '],
  ['down', 'before homemanager down --volumes. '],
  ['failed restore', 'before homemanager snapshot restore, which failed. '],
])('undo says when its snapshot was saved, before %s, and what is replaced', (reason, expected) => {
  const createdAt = new Date(Date.now() - 3 * 3_600_000).toISOString()
  const question = askUndo({ name: 'saved', reason, createdAt }, 'shop')
  expect(question).toMatch(
    /^Restore snapshot saved in project shop\? It was saved 3 h ago \(\d{4}-\d\d-\d\d \d\d:\d\d\), /,
  )
  expect(question).toContain(`${expected}Everything that was written since then is replaced.`)
})
