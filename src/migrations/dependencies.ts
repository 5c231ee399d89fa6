import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../core/home-error.js'
import { isStoreName, type PerStore, type StoreName } from '../core/store-name.js'
import type { Migration, MigrationStore } from '../stores/contracts/migration-store.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/**
 * Dependencies declared with `after`: a migration waits for a migration of another store. Polls the history of that
 * store instead of the current run, since another process that holds the store's lock may apply it.
 */
export class MigrationDependencies {
  readonly #stores: PerStore<() => Promise<MigrationStore>>
  readonly #migrations: Migrations
  readonly #waitMs: number
  readonly #failed = new Set<string>()

  constructor(stores: PerStore<() => Promise<MigrationStore>>, migrations: Migrations, waitMs: number) {
    this.#stores = stores
    this.#migrations = migrations
    this.#waitMs = waitMs
    const cycle = findCycle(migrations)
    if (cycle !== undefined) throw cycle.error
  }

  /** Marks migrations that this run will not apply any more, so that dependent migrations stop waiting. */
  markFailed(store: StoreName, ids: readonly string[]): void {
    for (const id of ids) this.#failed.add(`${store}/${id}`)
  }

  /** Resolves when all dependencies of the migration are applied; throws `MIGRATION_BLOCKED` otherwise. */
  async waitUntilReady(migration: Migration, signal: AbortSignal): Promise<void> {
    for (const key of migration.after) {
      const { store, id } = parseDependency(this.#migrations, migration, key)
      const deadline = performance.now() + this.#waitMs
      for (let pause = 10; ; pause = Math.min(pause * 2, 250)) {
        // Checked before the history: the dependency may be applied and then marked between the two checks.
        const failed = this.#failed.has(key)
        if (await this.#isApplied(store, id)) break
        if (failed) throw migrationBlocked(migration, key, 'It was not applied in this run.')
        if (performance.now() > deadline)
          throw migrationBlocked(migration, key, `Timed out after waiting ${this.#waitMs / 1000} s for it.`)
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
  migrations: Migrations,
  migration: Migration,
  key: string,
): { readonly store: StoreName; readonly id: string } {
  const slash = key.indexOf('/')
  const [store, id] = [key.slice(0, slash), key.slice(slash + 1)]
  if (isStoreName(store) && migrations[store].some((other) => other.id === id)) return { store, id }
  throw migrationBlocked(migration, key, 'No migration has this ID. Dependencies are written as STORE/ID.')
}

type Migrations = Readonly<Record<StoreName, readonly Migration[]>>

/** Throws `MIGRATION_BLOCKED` if a migration depends on one that does not exist, or is in a cycle. */
export function assertDependencies(migrations: Migrations, migration: Migration): void {
  const cycle = findCycle(migrations)
  if (cycle?.migration === migration) throw cycle.error
  for (const key of migration.after) parseDependency(migrations, migration, key)
}

interface Cycle {
  readonly migration: Migration
  readonly error: HomeError
}

/** A cycle of `after` and the order of the files, in which no migration could ever run. */
function findCycle(migrations: Migrations): Cycle | undefined {
  const all = Object.values(migrations).flat()
  const byKey = new Map(all.map((migration) => [`${migration.store}/${migration.id}`, migration]))
  const predecessors = new Map<string, string>()
  for (const list of Object.values(migrations)) {
    for (const [index, { store, id }] of list.entries()) {
      const previous = list[index - 1]
      if (previous) predecessors.set(`${store}/${id}`, `${store}/${previous.id}`)
    }
  }
  const finished = new Set<string>()
  const visit = (key: string, path: readonly string[]): Cycle | undefined => {
    const migration = byKey.get(key)
    if (finished.has(key) || migration === undefined) return undefined
    if (path.includes(key)) {
      const circle = `Circular dependency: ${[...path, key].join(' after ')}.`
      return { migration, error: migrationBlocked(migration, path.at(-1) ?? key, circle) }
    }
    const previous = predecessors.get(key)
    for (const next of [...migration.after, ...(previous === undefined ? [] : [previous])]) {
      const cycle = visit(next, [...path, key])
      if (cycle !== undefined) return cycle
    }
    finished.add(key)
    return undefined
  }
  for (const key of byKey.keys()) {
    const cycle = visit(key, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

function migrationBlocked(migration: Migration, key: string, reason: string): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_BLOCKED, {
    message: `The migration ${migration.id} of ${migration.store} depends on ${key}, which is not applied.`,
    detail: reason,
    suggestion: 'Run homemanager migrate status to see which migrations are applied.',
  })
}
