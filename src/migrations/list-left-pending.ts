import type { Stores } from '../stores/stores.js'
import { assessMigrations } from './assess-migrations.js'
import { loadMigrationSet, type MigrationSetOptions } from './migration-set.js'
import type { Migration } from '../stores/contracts/migration-store.js'

/** A migration that stays pending. */
export interface LeftMigration extends Pick<Migration, 'store' | 'id'> {
  /** One that stays pending and that this one comes after, such as `postgres/0003-drop`; undefined for one that is left itself. */
  readonly follows?: string
  /** What the file has none of yet. */
  readonly empty?: NonNullable<Migration['empty']>
}

/**
 * Lists every migration that stays pending if `left` and the empty ones do: also those that come after one of these in the same store,
 * and those of any store that say `after` one of them. Read-only.
 */
export async function listLeftPending(
  stores: Stores,
  left: readonly string[],
  options: MigrationSetOptions,
): Promise<readonly LeftMigration[]> {
  const set = await loadMigrationSet(stores, { ...options, allowEmpty: true })
  const pending = await Promise.all(
    set.selected.map(async (store) => {
      const { entries } = await set.stores[store].readHistory()
      return assessMigrations(set.migrations[store], entries).flatMap(({ migration, state }) =>
        migration === undefined || state === 'applied' ? [] : [migration],
      )
    }),
  )
  return findLeft(pending, left)
}

/** `pending` has a list for each store, in the order of application. */
export function findLeft(
  pending: readonly (readonly Pick<Migration, 'store' | 'id' | 'after' | 'empty'>[])[],
  left: readonly string[],
): readonly LeftMigration[] {
  const found = new Map<string, LeftMigration>()
  // A migration of one store may depend on one of another store that is found only then.
  for (let size = -1; size < found.size;) {
    size = found.size
    for (const list of pending) {
      let previous: string | undefined
      for (const { store, id, after, empty } of list) {
        const key = `${store}/${id}`
        const follows = previous ?? after.find((other) => found.has(other))
        if (empty !== undefined) found.set(key, { store, id, empty })
        else if (left.includes(key)) found.set(key, { store, id })
        else if (follows !== undefined && !found.has(key)) found.set(key, { store, id, follows })
        if (found.has(key)) previous ??= key
      }
    }
  }
  return pending.flat().flatMap(({ store, id }) => found.get(`${store}/${id}`) ?? [])
}
