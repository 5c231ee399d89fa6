import type { MigrationSession } from '../stores/contracts/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { findRepairs, type Repair } from './find-repairs.js'
import { withLock } from './with-lock.js'
import type { MigrateOptions } from './migrate-options.js'
import { loadMigrationSet, type MigrationSetOptions } from './migration-set.js'
import { assertWritableTarget } from './assert-writable-target.js'
import { toSchemaKey } from './schema-drift.js'

/** Lists the differences between the stores and the migration files. Read-only. */
export async function listRepairs(
  stores: Stores,
  options: MigrationSetOptions = {},
): Promise<readonly Repair[]> {
  const set = await loadMigrationSet(stores, { ...options, allowEmpty: true })
  const found = await Promise.all(
    set.selected.map(async (store) =>
      findRepairs(set.stores[store], await set.stores[store].readHistory(), set.migrations[store]),
    ),
  )
  return found.flat()
}

/**
 * Updates the migration histories to match the files and the live schemas. Runs no migration. Resolves to the repairs
 * made.
 */
export async function repairStores(stores: Stores, options: MigrateOptions = {}): Promise<readonly Repair[]> {
  const set = await loadMigrationSet(stores, { ...options, allowEmpty: true })
  const repaired: Repair[] = []
  for (const name of set.selected) {
    const store = set.stores[name]
    const history = await store.readHistory()
    if (!(await findRepairs(store, history, set.migrations[name])).some(({ change }) => change)) continue
    await assertWritableTarget(store, options)
    const work = async (session: MigrationSession): Promise<void> => {
      const found = await findRepairs(store, await session.readHistory(), set.migrations[name])
      for (const repair of found) {
        if (repair.change === undefined) continue
        await applyRepair(session, repair)
        repaired.push(repair)
      }
      await recordSchemaIfComplete(session)
    }
    await withLock(store, options, work, 'record')
  }
  return repaired
}

async function applyRepair(session: MigrationSession, { change }: Repair): Promise<void> {
  if (change === undefined || change === 'schema') return
  if ('write' in change) await session.writeEntries(change.write)
  else await session.deleteEntry(change.delete)
}

/** Records the schema unless a migration is incomplete, since the schema is then between two versions. */
async function recordSchemaIfComplete(session: MigrationSession): Promise<void> {
  const history = await session.readHistory()
  if (history.entries.some(({ outcome }) => outcome !== 'applied')) return
  await session.recordSchema(toSchemaKey(history))
}
