import { hasErrorCode, HomeError } from '../core/home-error.js'
import { mapStores, mapStoresAsync, type PerStore } from '../core/store-name.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import type { Migration, MigrationSource, MigrationStore } from '../stores/contracts/migration-store.js'
import { getStoreDriver } from '../stores/registry.js'

export interface CompileOptions {
  /** Accept migrations without statements, as `migrate new` creates them. */
  readonly allowEmpty: boolean
}

/** Compiles files to migrations, in their order. Throws `MIGRATION_INVALID`, which names each file that is invalid. */
export async function compileMigrations(
  sources: readonly MigrationSource[],
  options: CompileOptions,
): Promise<PerStore<readonly Migration[]>> {
  const drivers = await mapStoresAsync(async (name) => getStoreDriver(name).loadMigrations())
  const migrations: Migration[] = []
  const problems: HomeError[] = []
  for (const source of sources) {
    try {
      const migration = compileOnce(source, drivers[source.store])
      if (!options.allowEmpty) assertNotEmpty(migration)
      migrations.push(migration)
    } catch (error) {
      if (!isInvalid(error)) throw error
      problems.push(error)
    }
  }
  if (problems.length > 0) throw joinProblems(problems)
  return mapStores((name) => migrations.filter(({ store }) => store === name))
}

/** By path. A program that creates many stacks compiles each file once. */
const compiled = new Map<string, Migration>()

/** Compiles a file again only if it has changed, or is a module, whose functions are what they are now. */
function compileOnce(source: MigrationSource, driver: Pick<MigrationStore, 'compile'>): Migration {
  if (source.format === 'module') return driver.compile(source)
  const { path, store, id, text } = source
  const found = compiled.get(path)
  if (found?.store === store && found.id === id && found.text === text) return found
  const migration = driver.compile(source)
  compiled.set(path, migration)
  return migration
}

/**
 * Throws for a file as `migrate new` creates it: if it were recorded as applied, what is written later would never run.
 */
function assertNotEmpty({ id, store, path, empty }: Migration): void {
  if (empty === undefined) return
  throw new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_INVALID, {
    message: `The migration ${id} of ${store} has no ${empty} yet.`,
    detail: path,
    suggestion: `Write its ${empty}, or delete the file; then run homemanager migrate plan.`,
  })
}

function isInvalid(error: unknown): error is HomeError {
  return hasErrorCode(error, MIGRATION_STORE_ERRORS.MIGRATION_INVALID)
}

function joinProblems(problems: readonly HomeError[]): HomeError {
  const [first] = problems
  if (first !== undefined && problems.length === 1) return first
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_INVALID, {
    message: `${problems.length} migrations are invalid.`,
    detail: problems.map(({ message, detail = '' }) => `${message}\n  ${detail}`).join('\n'),
    suggestion: 'Correct the files or delete them, then run homemanager migrate plan.',
    cause: first,
  })
}
