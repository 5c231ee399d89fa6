import { compareSchemas, type SchemaDifference } from '../stores/compare-schemas.js'
import type { MigrationHistory, Migration, MigrationStore } from '../stores/migration-store.js'
import { checksum } from './checksum.js'

/** A part of the live schema that is not as the last run left it. */
export interface SchemaDrift extends SchemaDifference {
  /** The migration that speaks of it, if one does. */
  readonly migration?: string
}

/** What the applied migrations come to; a recorded schema with another key is out of date. */
export function toSchemaKey({ entries }: Pick<MigrationHistory, 'entries'>): string {
  return digestMigrationIds(entries.filter(({ outcome }) => outcome === 'applied').map(({ id }) => id))
}

/** The same of their ids alone. */
export function digestMigrationIds(applied: readonly string[]): string {
  return checksum(JSON.stringify(applied.toSorted()), 'json').slice(0, 32)
}

/** Holds the live schema against the recorded one. Says nothing while a migration is unfinished, or nothing is recorded. */
export async function findSchemaDrift(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
): Promise<readonly SchemaDrift[]> {
  if (history.schemaKey !== toSchemaKey(history)) return []
  if (history.entries.some(({ outcome }) => outcome !== 'applied')) return []
  const [record, live] = await Promise.all([store.readRecordedSchema(), store.readSchema()])
  return compareSchemas(record?.objects ?? [], live).map((drift) => {
    const migration = migrations.findLast(({ text }) => text.includes(toBareName(drift.name)))?.id
    return { ...drift, ...(migration === undefined ? {} : { migration }) }
  })
}

/** One line for people: what, and what it was. */
export function describeDrift({ kind, name, problem, was, is }: SchemaDrift): string {
  if (problem === 'missing') return `the ${kind} ${name} is gone; it was: ${was}`
  if (problem === 'extra') return `the ${kind} ${name} was made without a migration: ${is}`
  return `the ${kind} ${name} was changed; it was: ${was}; it is: ${is}`
}

/** `public.users.users_email_key` is written in files as its last part. */
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
