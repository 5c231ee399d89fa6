import { compareSchemas, type SchemaDifference } from '../stores/contracts/compare-schemas.js'
import type { MigrationHistory, Migration, MigrationStore } from '../stores/contracts/migration-store.js'
import { checksum } from './checksum.js'

/** An object of the live schema that differs from the recorded schema. */
export interface SchemaDrift extends SchemaDifference {
  /** The last migration that mentions the object, if any. */
  readonly migration?: string
}

/** A digest of the applied migrations. A recorded schema with a different key is out of date. */
export function toSchemaKey({ entries }: Pick<MigrationHistory, 'entries'>): string {
  return digestMigrationIds(entries.filter(({ outcome }) => outcome === 'applied').map(({ id }) => id))
}

/** The digest for a list of migration IDs. */
export function digestMigrationIds(applied: readonly string[]): string {
  return checksum(JSON.stringify(applied.toSorted()), 'json').slice(0, 32)
}

/**
 * Compares the live schema with the recorded one. Returns nothing if no schema is recorded, or if a migration is incomplete that may
 * have changed it.
 */
export async function findSchemaDrift(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
): Promise<readonly SchemaDrift[]> {
  if (history.schemaKey !== toSchemaKey(history)) return []
  if (history.entries.some(({ outcome, unchanged }) => outcome !== 'applied' && unchanged !== true)) return []
  const [record, live] = await Promise.all([store.readRecordedSchema(), store.readSchema()])
  return compareSchemas(record?.objects ?? [], live).map((drift) => {
    const migration = migrations.findLast(({ text }) => text.includes(toBareName(drift.name)))?.id
    return { ...drift, ...(migration === undefined ? {} : { migration }) }
  })
}

/** Describes the drift in one line. */
export function describeDrift({ kind, name, problem, was, is }: SchemaDrift): string {
  if (problem === 'missing') return `${kind} ${name} is missing; recorded definition: ${was}`
  if (problem === 'extra') return `${kind} ${name} was created without a migration: ${is}`
  return `${kind} ${name} was changed; recorded definition: ${was}; current definition: ${is}`
}

/** The unqualified name, as migration files use it: `users_email_key` for `public.users.users_email_key`. */
function toBareName(name: string): string {
  return (
    name
      .replace(/\(.*$/, '')
      .replace(/ time to live$/, '')
      .split('.')
      .at(-1)
      ?.replaceAll('"', '') ?? name
  )
}
