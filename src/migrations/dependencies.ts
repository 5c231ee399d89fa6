import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../core/home-error.js'
import { isStoreName, type PerStore, type StoreName } from '../core/store-name.js'
import type { Migration, MigrationStore } from '../stores/migration-store.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/**
 * `after`: a migration that waits for one of another store. The other store's ledger is asked, not the runner beside us:
 * the one that applies it may be another process that holds that store's lock.
 */
export class MigrationDependencies {
  readonly #stores: PerStore<() => Promise<MigrationStore>>
  readonly #migrations: Readonly<Record<StoreName, readonly Migration[]>>
  readonly #waitMs: number
  readonly #failed = new Set<string>()

  constructor(
    stores: PerStore<() => Promise<MigrationStore>>,
    history: Readonly<Record<StoreName, readonly Migration[]>>,
    waitMs: number,
  ) {
    this.#stores = stores
    this.#migrations = history
    this.#waitMs = waitMs
    assertAcyclic(history)
  }

  /** Tells the others that waiting for it, or for the rest of its store, is of no use in this run. */
  markFailed(store: StoreName, ids: readonly string[]): void {
    for (const id of ids) this.#failed.add(`${store}/${id}`)
  }

  /** Resolves when all that the migration comes after is applied; throws `MIGRATION_BLOCKED` otherwise. */
  async waitUntilReady(migration: Migration, signal: AbortSignal): Promise<void> {
    for (const key of migration.after) {
      const { store, id } = parseDependency(this.#migrations, migration, key)
      const until = performance.now() + this.#waitMs
      for (let pause = 10; ; pause = Math.min(pause * 2, 250)) {
        // Looked at before the ledger: whoever gave up in between may have applied it just before.
        const over = this.#failed.has(key)
        if (await this.#isApplied(store, id)) break
        if (over) throw migrationBlocked(migration, key, 'It was not applied in this run.')
        if (performance.now() > until)
          throw migrationBlocked(migration, key, `Waited ${this.#waitMs / 1000} s for it.`)
        await sleep(pause, undefined, { signal })
      }
    }
  }

  async #isApplied(store: StoreName, id: string): Promise<boolean> {
    const history = await (await this.#stores[store]()).readHistory()
    return history.entries.some((entry) => entry.id === id && entry.outcome === 'applied')
  }
}

function parseDependency(
  history: Readonly<Record<StoreName, readonly Migration[]>>,
  migration: Migration,
  key: string,
): { readonly store: StoreName; readonly id: string } {
  const slash = key.indexOf('/')
  const [store, id] = [key.slice(0, slash), key.slice(slash + 1)]
  if (isStoreName(store) && history[store].some((other) => other.id === id)) return { store, id }
  throw migrationBlocked(migration, key, 'There is no migration with this name; write STORE/ID.')
}

/** Walks `after` and the order within each history; a migration that comes back to itself could never run. */
function assertAcyclic(history: Readonly<Record<StoreName, readonly Migration[]>>): void {
  const all = Object.values(history).flat()
  const byKey = new Map(all.map((migration) => [`${migration.store}/${migration.id}`, migration]))
  const before = new Map<string, string>()
  for (const list of Object.values(history)) {
    for (const [index, { store, id }] of list.entries()) {
      const previous = list[index - 1]
      if (previous) before.set(`${store}/${id}`, `${store}/${previous.id}`)
    }
  }
  const finished = new Set<string>()
  const visit = (key: string, path: readonly string[]): void => {
    const migration = byKey.get(key)
    if (finished.has(key) || migration === undefined) return
    if (path.includes(key)) {
      throw migrationBlocked(migration, path.at(-1) ?? key, `A circle: ${[...path, key].join(' after ')}.`)
    }
    const previous = before.get(key)
    for (const next of [...migration.after, ...(previous === undefined ? [] : [previous])]) {
      visit(next, [...path, key])
    }
    finished.add(key)
  }
  for (const key of byKey.keys()) visit(key, [])
}

function migrationBlocked(migration: Migration, key: string, why: string): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_BLOCKED, {
    message: `The migration ${migration.id} of ${migration.store} comes after ${key}, which is not applied.`,
    detail: why,
    suggestion: 'Run homemanager migrate status to see what is missing.',
  })
}
