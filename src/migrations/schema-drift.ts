import type { Ledger, Migration, MigrationStore } from '../stores/migration-store.js'
import type { SchemaObject } from '../stores/schema-object.js'
import { checksum } from './checksum.js'

/** A part of the live schema that is not as the last run left it. */
export interface SchemaDrift {
  readonly kind: string
  readonly name: string
  /** `extra`: made without a migration on something that a migration made. Shown, but nothing waits for it. */
  readonly problem: 'missing' | 'changed' | 'extra'
  readonly was?: string
  readonly is?: string
  /** The migration that speaks of it, if one does. */
  readonly migration?: string
}

/** What the applied migrations come to; a recorded schema with another key is out of date. */
export function schemaKey(ledger: Ledger): string {
  const applied = ledger.entries.filter(({ outcome }) => outcome === 'applied').map((entry) => entry.id)
  return checksum(JSON.stringify(applied.sort()), 'json').slice(0, 32)
}

/** Holds the live schema against the recorded one. Says nothing while a migration is unfinished, or nothing is recorded. */
export async function schemaDrift(
  store: MigrationStore,
  ledger: Ledger,
  migrations: readonly Migration[],
): Promise<readonly SchemaDrift[]> {
  if (ledger.schemaKey !== schemaKey(ledger)) return []
  if (ledger.entries.some(({ outcome }) => outcome !== 'applied')) return []
  const [record, live] = await Promise.all([store.recordedSchema(), store.schema()])
  return compare(record?.objects ?? [], live).map((drift) => {
    const migration = migrations.findLast(({ text }) => text.includes(bareName(drift.name)))?.id
    return { ...drift, ...(migration === undefined ? {} : { migration }) }
  })
}

/** One line for people: what, and what it was. */
export function describeDrift({ kind, name, problem, was, is }: SchemaDrift): string {
  if (problem === 'missing') return `the ${kind} ${name} is gone; it was: ${was}`
  if (problem === 'extra') return `the ${kind} ${name} was made without a migration: ${is}`
  return `the ${kind} ${name} was changed; it was: ${was}; it is: ${is}`
}

function compare(recorded: readonly SchemaObject[], live: readonly SchemaObject[]): readonly SchemaDrift[] {
  const key = ({ kind, name }: SchemaObject): string => `${kind} ${name}`
  const now = new Map(live.map((object) => [key(object), object]))
  const then = new Set(recorded.map(key))
  const parents = new Set(recorded.map(({ name }) => name))
  const gone = new Set(recorded.filter((object) => !now.has(key(object))).map(({ name }) => name))
  const lost = recorded.flatMap((object): readonly SchemaDrift[] => {
    const { kind, name, parent, definition: was } = object
    const found = now.get(key(object))
    if (found?.definition === was) return []
    if (found) return [{ kind, name, problem: 'changed', was, is: found.definition }]
    // With a table go its columns and indexes; to name the table is enough.
    return parent !== undefined && gone.has(parent) ? [] : [{ kind, name, problem: 'missing', was }]
  })
  const extra = live
    .filter((object) => !then.has(key(object)) && object.parent !== undefined && parents.has(object.parent))
    .map(({ kind, name, definition: is }) => ({ kind, name, problem: 'extra' as const, is }))
  return [...lost, ...extra]
}

/** `public.users.users_email_key` is written in files as its last part. */
function bareName(name: string): string {
  return (
    name
      .replace(/\(.*$/, '')
      .replace(/ time to live$/, '')
      .split('.')
      .at(-1)
      ?.replaceAll('"', '') ?? name
  )
}
