import type { MigrationSession } from '../stores/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { findRepairs, type Repair } from './find-repairs.js'
import { lockOptions, type MigrateOptions } from './migrate-options.js'
import { loadMigrationSet, type SetOptions } from './migration-set.js'
import { refuseRemote } from './refuse-remote.js'
import { schemaKey } from './schema-drift.js'

/** On what the stores and the files disagree. Reads only. */
export async function listRepairs(stores: Stores, options: SetOptions = {}): Promise<readonly Repair[]> {
  const set = await loadMigrationSet(stores, options)
  const found = await Promise.all(
    set.chosen.map(async (store) =>
      findRepairs(set.stores[store], await set.stores[store].ledger(), set.history[store]),
    ),
  )
  return found.flat()
}

/** Makes the ledgers agree with the files and the live schemas. No migration is run. Resolves to what was mended. */
export async function repairStores(stores: Stores, options: MigrateOptions = {}): Promise<readonly Repair[]> {
  const set = await loadMigrationSet(stores, options)
  const mended: Repair[] = []
  for (const name of set.chosen) {
    const store = set.stores[name]
    const ledger = await store.ledger()
    if (!(await findRepairs(store, ledger, set.history[name])).some(({ change }) => change)) continue
    if (!options.allowRemote) await refuseRemote(store)
    await using session = await store.lock(lockOptions(name, options))
    const found = await findRepairs(store, await session.ledger(), set.history[name])
    for (const repair of found) {
      if (repair.change === undefined) continue
      await mend(session, repair)
      mended.push(repair)
    }
    await recordSchema(session)
  }
  return mended
}

async function mend(session: MigrationSession, { change }: Repair): Promise<void> {
  if (change === undefined || change === 'schema') return
  if ('record' in change) await session.record(change.record)
  else await session.forget(change.forget)
}

/** While one is unfinished the schema is between two states, and worth nothing as a record. */
async function recordSchema(session: MigrationSession): Promise<void> {
  const ledger = await session.ledger()
  if (ledger.entries.some(({ outcome }) => outcome !== 'applied')) return
  await session.recordSchema(schemaKey(ledger))
}
