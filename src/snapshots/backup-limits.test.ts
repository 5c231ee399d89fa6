import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { registerCleanup } from '../../test/support/register-cleanup.js'
import { mapStores } from '../core/store-name.js'
import { DEFAULT_BACKUP_LIMITS, deleteOldBackups, isUndoTarget } from './backup-limits.js'
import { getSnapshotsDirectory, listSnapshots } from './snapshot-directory.js'
import type { SnapshotReason } from './snapshot-manifest.js'

test('what failed restores have replaced displaces no other snapshot, and undo does not return to that of a failed undo', async () => {
  const home = await createTemporaryDirectory('homemanager backups ')
  await registerCleanup({ directory: home })
  await addSnapshot(home, 'before-reset', 'reset', 100)
  for (let n = 0; n < 12; n++) await addSnapshot(home, `before-undo-${n}`, 'failed undo', 50 - n)
  const deleted = await deleteOldBackups(home, { ...DEFAULT_BACKUP_LIMITS, count: 10 })
  expect(deleted.map(({ manifest }) => manifest.name)).toEqual(['before-undo-1', 'before-undo-0'])
  const targets = (await listSnapshots(home)).filter(({ manifest }) => isUndoTarget(manifest))
  expect(targets.map(({ manifest }) => manifest.name)).toEqual(['before-reset'])
  // What a failed restore has replaced can be brought back, and what a failed migration may have changed.
  expect(isUndoTarget({ reason: 'failed restore' })).toBe(true)
  for (let n = 0; n < 12; n++) await addSnapshot(home, `before-migrate-${n}`, 'failed migrate', 20 - n)
  await deleteOldBackups(home, { ...DEFAULT_BACKUP_LIMITS, count: 10 })
  const kept = (await listSnapshots(home)).filter(({ manifest }) => isUndoTarget(manifest))
  expect([kept[0]?.manifest.name, kept.at(-1)?.manifest.name]).toEqual(['before-migrate-11', 'before-reset'])
})

async function addSnapshot(
  home: string,
  name: string,
  reason: SnapshotReason,
  minutesAgo: number,
): Promise<void> {
  const directory = path.join(getSnapshotsDirectory(home), name)
  await mkdir(directory, { recursive: true })
  const createdAt = new Date(Date.now() - minutesAgo * 60_000).toISOString()
  const manifest = {
    version: 1,
    name,
    format: 'physical',
    createdAt,
    reason,
    bytes: 1,
    files: [],
    stores: mapStores(() => ({})),
  }
  await writeFile(path.join(directory, 'manifest.json'), JSON.stringify(manifest))
}
